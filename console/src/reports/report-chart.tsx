import { useMemo } from 'react'
import { Chart, useChartStyle } from '../shared/chart.tsx'
import { money, roundMoney } from '../shared/money.ts'
import { groupOf, type Question, type Report } from './question.ts'

interface Props {
  readonly report: Report
  readonly question: Question
  readonly currency: string
}

// Apart from each other in light and in dark, and for those who do not tell red from green.
const colours = [
  '#2f8f76',
  '#d99a2b',
  '#4f7fc4',
  '#c4604f',
  '#8a6bb8',
  '#5f9aa8',
  '#b08a5a',
  '#7d8a82',
]

/** A bar for every period, made of its groups. */
export default function ReportChart({ report, question, currency }: Props) {
  const style = useChartStyle()
  const { periods, groups } = useMemo(
    () => sumsOf(report, question.by, currency),
    [report, question.by, currency],
  )
  const option = useMemo(
    () => ({
      color: colours,
      grid: { ...style.grid, top: 40 },
      legend: {
        type: 'plain',
        left: 0,
        top: 0,
        itemWidth: 10,
        itemHeight: 10,
        textStyle: { color: style.palette.text.secondary },
      },
      tooltip: {
        ...style.tooltip,
        axisPointer: { type: 'shadow' },
        valueFormatter: (value: number) => money(value, currency),
      },
      xAxis: {
        type: 'category',
        data: periods.map((period) => nameOf(period, question.interval)),
        ...style.axis,
      },
      yAxis: {
        type: 'value',
        ...style.axis,
        axisLabel: {
          ...style.axis.axisLabel,
          formatter: (value: number) => roundMoney(value, currency),
        },
      },
      series: groups.map(({ name, sums }) => ({
        type: 'bar',
        stack: 'all',
        name,
        data: periods.map((period) => sums.get(period) ?? 0),
        barMaxWidth: 44,
      })),
    }),
    [style, periods, groups, currency, question.interval],
  )
  return (
    <div className="panel report-chart">
      <Chart
        option={option}
        height={320}
        label={`Bars by ${question.interval.toLowerCase()} and ${question.by}; the table below has the figures`}
      />
      {report.TotalPages > 1 && (
        <p className="soft small">
          The picture shows the first {report.LastItem} of {report.TotalItems} figures. Choose a
          location or a longer interval to see them all.
        </p>
      )}
    </div>
  )
}

function sumsOf(report: Report, by: Question['by'], currency: string) {
  const rows = report.Records.filter((row) => row.CurrencyCode === currency && row.Period !== null)
  // Before the first credit there is nothing to see.
  const first =
    rows
      .filter((row) => row.Amount !== 0)
      .map((row) => row.Period ?? '')
      .sort()[0] ?? ''
  const periods = [...new Set(report.Records.map((row) => row.Period ?? ''))]
    .filter((period) => period >= first)
    .sort()
  const names = [...new Set(rows.map((row) => groupOf(row, by)))].sort()
  const groups = names.map((name) => {
    const sums = new Map<string, number>()
    for (const row of rows.filter((one) => groupOf(one, by) === name)) {
      sums.set(row.Period ?? '', (sums.get(row.Period ?? '') ?? 0) + row.Amount)
    }
    return { name, sums }
  })
  return { periods, groups }
}

/** A period by the local day on which it begins; months by their name. */
function nameOf(period: string, interval: Question['interval']): string {
  return new Intl.DateTimeFormat(undefined, {
    ...(interval === 'Month' ? {} : { day: 'numeric' }),
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(period))
}

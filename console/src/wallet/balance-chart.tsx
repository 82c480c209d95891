import { useMemo } from 'react'
import type { BalancePoint, Wallet } from '../api/types.ts'
import { useGet } from '../api/use-get.ts'
import { Chart, useChartStyle } from '../shared/chart.tsx'
import { day } from '../shared/dates.ts'
import { money, roundMoney } from '../shared/money.ts'
import { Problem } from '../shared/problem.tsx'
import { comingBalances, pastBalances } from './burn-down.ts'

const yearMilliseconds = 366 * 86_400_000

/** What was held, and what will be left of it as credits expire if nothing is spent. */
export default function BalanceChart({ wallet }: { wallet: Wallet }) {
  const now = Date.parse(wallet.At)
  const from = new Date(Math.floor((now - yearMilliseconds) / 86_400_000) * 86_400_000)
  const { data, error } = useGet<{ Records: readonly BalancePoint[] }>(
    `/api/wallets/${wallet.CoworkerId}/balances?from=${from.toISOString()}`,
  )
  const style = useChartStyle()
  const option = useMemo(() => {
    const currency = wallet.CurrencyCode
    const past = pastBalances(data?.Records ?? [], currency, now)
    const coming = comingBalances(wallet, past.at(-1)?.[1] ?? 0)
    const { primary } = style.palette
    const line = { type: 'line', step: 'end', symbol: 'none', lineStyle: { width: 2 } }
    return {
      grid: style.grid,
      tooltip: {
        ...style.tooltip,
        valueFormatter: (value: number) => money(value, currency),
        axisPointer: { label: { show: false } },
      },
      xAxis: { type: 'time', ...style.axis, splitLine: { show: false } },
      yAxis: {
        type: 'value',
        min: 0,
        ...style.axis,
        axisLabel: {
          ...style.axis.axisLabel,
          formatter: (value: number) => roundMoney(value, currency),
        },
      },
      series: [
        {
          ...line,
          name: 'Balance',
          data: past,
          color: primary.main,
          areaStyle: { color: primary.main, opacity: 0.08 },
          markLine: {
            silent: true,
            symbol: 'none',
            label: { formatter: 'Now', color: style.palette.text.secondary },
            lineStyle: { color: style.palette.text.secondary, type: 'solid', width: 1 },
            data: [{ xAxis: now }],
          },
        },
        {
          ...line,
          name: 'If nothing is spent',
          data: coming,
          color: style.palette.text.secondary,
          lineStyle: { width: 2, type: 'dashed' },
        },
      ],
    }
  }, [data, wallet, now, style])
  // Without the past a line of what is to come would tell of a wallet that was always empty.
  if (error && !data) return <Problem of={error} />
  if (data?.Records.length === 0) {
    return <p className="panel empty">Nothing was held in the last year.</p>
  }
  const label = `Balance over the last year and what expires: now ${money(wallet.Spendable, wallet.CurrencyCode)}, on ${day(wallet.At, wallet.TimeZone)}`
  return (
    <div className="panel chart">
      <Chart option={option} label={label} />
    </div>
  )
}

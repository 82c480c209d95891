// What is owed to customers, and what they lost: a picture over time, and the table of what it is made of.

import DownloadIcon from '@mui/icons-material/FileDownloadOutlined'
import { Button, ToggleButton, ToggleButtonGroup } from '@mui/material'
import { Suspense } from 'react'
import { useNotify } from 'react-admin'
import { messageOf } from '../api/client.ts'
import type { Me } from '../api/types.ts'
import { useGet } from '../api/use-get.ts'
import { download } from '../shared/download.ts'
import { money } from '../shared/money.ts'
import { part } from '../shared/part.ts'
import { Problem } from '../shared/problem.tsx'
import { useSearch } from '../shared/use-search.ts'
import { type Question, type Report, reportPath, seriesPath } from './question.ts'
import { ReportFilters } from './report-filters.tsx'
import { ReportTable } from './report-table.tsx'
import './reports.css'

const ReportChart = part(() => import('./report-chart.tsx'))

const names = {
  liability: ['Outstanding', 'Credit that customers hold and have not used yet.'],
  breakage: ['Lost unused', 'Credit that expired before anybody used it.'],
} as const

export default function ReportsPage() {
  // Asked anew, because the clock goes on, and in a sandbox it jumps.
  const { data: me, error: unknownReader } = useGet<Me>('/api/auth/me')
  const { value, change } = useSearch()
  const notify = useNotify()
  const here = me && { zone: me.DefaultSimpleTimeZoneNameIana, now: me.Now }
  const question: Question = {
    of: value('of') === 'breakage' ? 'breakage' : 'liability',
    by: value('by') === 'plan' || value('by') === 'origin' ? value('by') : 'location',
    interval: value('interval') || 'Month',
    from: value('from'),
    to: value('to'),
    businessId: value('BusinessId'),
  } as Question
  const series = useGet<Report>(here && seriesPath(question, here))
  const table = useGet<Report>(here && reportPath(question, here, value('page') || '1'))
  const totals = table.data?.Totals ?? []
  const currencies = totals.map((one) => one.CurrencyCode)
  const chosen = value('currency') || (me?.DefaultCurrencyCode ?? '')
  const currency = currencies.includes(chosen) ? chosen : currencies[0]
  const error = unknownReader ?? series.error ?? table.error
  const [, about] = names[question.of]
  const save = () =>
    here &&
    download(`${reportPath(question, here, '1')}&format=csv`, `${question.of}.csv`).catch(
      (failure) => notify(messageOf(failure), { type: 'error' }),
    )
  return (
    <div className="page">
      <header className="head">
        <div>
          <h1>Reports</h1>
          <p className="soft">{about}</p>
        </div>
        <div className="actions">
          <Button
            variant="outlined"
            startIcon={<DownloadIcon />}
            onClick={save}
            disabled={!table.data}
          >
            Export CSV
          </Button>
          <ToggleButtonGroup
            exclusive
            size="small"
            aria-label="Report"
            value={question.of}
            onChange={(_event, of) => of && change({ of })}
          >
            <ToggleButton value="liability">{names.liability[0]}</ToggleButton>
            <ToggleButton value="breakage">{names.breakage[0]}</ToggleButton>
          </ToggleButtonGroup>
        </div>
      </header>
      <ReportFilters question={question} change={change} />
      <Problem of={error} />
      <div className="totals">
        {totals.map((one) => (
          <button
            key={one.CurrencyCode}
            type="button"
            className="total"
            aria-pressed={one.CurrencyCode === currency}
            onClick={() => change({ currency: one.CurrencyCode })}
          >
            <span className="second-number">{money(one.Amount, one.CurrencyCode)}</span>
            <span className="soft small">in {one.Credits} credits</span>
          </button>
        ))}
      </div>
      {series.data && currency && (
        <Suspense fallback={<div className="panel report-chart" />}>
          <ReportChart report={series.data} question={question} currency={currency} />
        </Suspense>
      )}
      {table.data && (
        <ReportTable report={table.data} turn={(page) => change({ page: String(page) }, true)} />
      )}
    </div>
  )
}

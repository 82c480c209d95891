// Every movement, newest first, a page at a time, with who, why, from what, and what was left.

import { Button } from '@mui/material'
import { useNotify } from 'react-admin'
import { messageOf } from '../api/client.ts'
import type { Page, StatementRow, Wallet } from '../api/types.ts'
import { useGet } from '../api/use-get.ts'
import { dayAfter, instantOf } from '../shared/dates.ts'
import { download } from '../shared/download.ts'
import { Pager } from '../shared/pager.tsx'
import { Problem } from '../shared/problem.tsx'
import { useSearch } from '../shared/use-search.ts'
import { MovementHead, MovementRow } from './movement-row.tsx'
import { TimelineFilters } from './timeline-filters.tsx'

interface Props {
  readonly wallet: Wallet
  readonly release?: ((use: StatementRow) => void) | undefined
}

const shown = 25

export function Timeline({ wallet, release }: Props) {
  const { value, change } = useSearch()
  const notify = useNotify()
  const query = queryOf(value, wallet.TimeZone)
  const path = `/api/wallets/${wallet.CoworkerId}/statement`
  const { data, error, isPlaceholderData } = useGet<Page<StatementRow>>(
    `${path}?${query}&dir=desc&size=${shown}&page=${value('page') || 1}`,
  )
  const save = () =>
    download(`${path}?${query}&format=csv`, `statement-${wallet.CoworkerId}.csv`).catch((failure) =>
      notify(messageOf(failure), { type: 'error' }),
    )
  return (
    <section className="section" aria-labelledby="timeline-title">
      <header className="head">
        <h2 id="timeline-title">Timeline</h2>
        <Button size="small" onClick={save} className="no-print">
          Download CSV
        </Button>
      </header>
      <TimelineFilters value={value} change={change} credits={wallet.Credits} />
      <Problem of={error} />
      {data && (
        <div className={isPlaceholderData ? 'sheet fetching' : 'sheet'}>
          {data.Records.length === 0 ? (
            <p className="empty">
              {query.size === 0 ? 'Nothing has moved yet.' : 'No movement matches.'}
            </p>
          ) : (
            <table className="rows movements">
              <caption className="unseen">Movements, newest first</caption>
              <MovementHead />
              <tbody>
                {data.Records.map((row) => (
                  <MovementRow key={keyOf(row)} row={row} wallet={wallet} release={release} />
                ))}
              </tbody>
            </table>
          )}
          <Pager page={data} turn={(page) => change({ page: String(page) }, true)} />
        </div>
      )}
    </section>
  )
}

/** Expiries have no sequence; a credit expires once at an instant, and after what comes late. */
function keyOf(row: StatementRow): string {
  return `${row.Sequence ?? `${row.OccurredOn} ${row.CoworkerBookingCreditId} ${row.Balance}`}`
}

function queryOf(value: (name: string) => string, zone: string | null): URLSearchParams {
  const query = new URLSearchParams()
  if (value('kind')) query.set('Kind', value('kind'))
  if (value('credit')) query.set('CoworkerBookingCreditId', value('credit'))
  if (value('from')) query.set('from', instantOf(value('from'), zone))
  if (value('to')) query.set('to', instantOf(dayAfter(value('to')), zone))
  return query
}

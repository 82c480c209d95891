// The movements of one month between what there was and what was left, to be read, printed or kept.

import { Button, TextField } from '@mui/material'
import { useState } from 'react'
import { useNotify } from 'react-admin'
import { messageOf } from '../api/client.ts'
import type { Page, StatementRow, Wallet } from '../api/types.ts'
import { useGet } from '../api/use-get.ts'
import { instantOf, localOf } from '../shared/dates.ts'
import { download } from '../shared/download.ts'
import { money } from '../shared/money.ts'
import { Pager } from '../shared/pager.tsx'
import { Problem } from '../shared/problem.tsx'
import { MovementHead, MovementRow } from './movement-row.tsx'
import './wallet.css'

const onOnePage = 200

export function StatementSheet({ wallet }: { wallet: Wallet }) {
  const notify = useNotify()
  const thisMonth = localOf(wallet.At, wallet.TimeZone).slice(0, 7)
  const [month, setMonth] = useState(thisMonth)
  const [page, setPage] = useState(1)
  const path = `/api/wallets/${wallet.CoworkerId}/statement`
  const query = spanOf(month, wallet.TimeZone)
  const { data, error } = useGet<Page<StatementRow>>(
    `${path}?${query}&size=${onOnePage}&page=${page}`,
  )
  const rows = data?.Records ?? []
  const save = () =>
    download(`${path}?${query}&format=csv`, `statement-${wallet.CoworkerId}-${month}.csv`).catch(
      (failure) => notify(messageOf(failure), { type: 'error' }),
    )
  return (
    <section className="section" aria-label="Statement">
      <div className="head">
        <TextField
          type="month"
          label="Month"
          value={month}
          onChange={(event) => {
            setMonth(event.target.value || thisMonth)
            setPage(1)
          }}
          slotProps={{ inputLabel: { shrink: true }, htmlInput: { max: thisMonth } }}
        />
        <div className="actions no-print">
          <Button variant="outlined" onClick={save}>
            Download CSV
          </Button>
          <Button variant="outlined" onClick={() => window.print()}>
            Print
          </Button>
        </div>
      </div>
      <Problem of={error} />
      {data && (
        <div className="sheet">
          {rows.length === 0 ? (
            <p className="empty">Nothing moved in this month.</p>
          ) : (
            <table className="rows movements">
              <caption className="unseen">Movements, oldest first</caption>
              <MovementHead />
              <tbody>
                <Before rows={rows} />
                {rows.map((row) => (
                  <MovementRow
                    key={`${row.Sequence} ${row.OccurredOn} ${row.CoworkerBookingCreditId} ${row.Balance}`}
                    row={row}
                    wallet={wallet}
                  />
                ))}
              </tbody>
            </table>
          )}
          <Pager page={data} turn={setPage} />
        </div>
      )}
    </section>
  )
}

/** What there was before the first row, in each currency. */
function Before({ rows }: { rows: readonly StatementRow[] }) {
  const ofMoney = rows.filter((row) => row.Unit === 'Money')
  const currencies = [...new Set(ofMoney.map((row) => row.CurrencyCode))]
  return currencies.map((currency) => {
    const first = ofMoney.find((row) => row.CurrencyCode === currency)
    const before = money((first?.Balance ?? 0) - (first?.Amount ?? 0), currency)
    return (
      <tr key={currency} className="before">
        <td className="when" />
        <td className="soft">Brought forward</td>
        <td className="wide-only" />
        <td className="number">
          <span className="narrow-only">{before}</span>
        </td>
        <td className="number wide-only">{before}</td>
      </tr>
    )
  })
}

function spanOf(month: string, zone: string | null): URLSearchParams {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const next = new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 10)
  return new URLSearchParams({
    from: instantOf(`${month}-01`, zone),
    to: instantOf(next, zone),
  })
}

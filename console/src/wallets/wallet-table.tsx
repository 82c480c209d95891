import { Link } from 'react-router-dom'
import type { WalletRow } from '../api/types.ts'
import { day } from '../shared/dates.ts'
import { money } from '../shared/money.ts'
import { SortHeader } from '../shared/sort-header.tsx'
import { shortWarning } from './warnings.ts'

interface Props {
  readonly rows: readonly WalletRow[]
  readonly order: { readonly by: string; readonly isDescending: boolean }
  readonly sort: (by: string, dir: 'asc' | 'desc') => void
}

export function WalletTable({ rows, order, sort }: Props) {
  if (rows.length === 0) {
    return <p className="empty">No customer matches. Widen the filters to see more.</p>
  }
  const head = { order, sort }
  return (
    <table className="rows wallets">
      <caption className="unseen">Customers and their credit</caption>
      <thead>
        <tr>
          <SortHeader by="CoworkerFullName" name="Customer" {...head} />
          <SortHeader by="TariffName" name="Plan" className="wide-only" {...head} />
          <SortHeader by="Spendable" name="Spendable" className="number" {...head} />
          <SortHeader by="ExpiringIn7Days" name="7 days" className="number wide-only" {...head} />
          <SortHeader by="ExpiringIn30Days" name="30 days" className="number wide-only" {...head} />
          <SortHeader by="LastMovementOn" name="Last movement" className="wide-only" {...head} />
          <th scope="col" className="wide-only">
            Look at
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <WalletLine key={row.CoworkerId} row={row} />
        ))}
      </tbody>
    </table>
  )
}

function WalletLine({ row }: { row: WalletRow }) {
  const amount = (value: number) =>
    value === 0 ? <span className="soft">–</span> : money(value, row.CurrencyCode)
  const warnings = row.Warnings.map(({ Code, Message }) => (
    <span key={Code} className={Code === 'RunningLow' ? 'tag' : 'tag warn'} title={Message}>
      {shortWarning(Code)}
    </span>
  ))
  return (
    <tr>
      <td>
        <Link to={`/wallets/${row.CoworkerId}`} className="customer">
          {row.CoworkerFullName}
        </Link>
        <div className="soft small">{row.BusinessName}</div>
        <div className="tags narrow-only">{warnings}</div>
      </td>
      <td className="wide-only">{row.TariffName ?? <span className="soft">No plan</span>}</td>
      <td className="number strong">
        {money(row.Spendable, row.CurrencyCode)}
        {row.ExpiringIn30Days > 0 && (
          <div className="narrow-only soft small">
            {money(row.ExpiringIn30Days, row.CurrencyCode)} in 30 days
          </div>
        )}
      </td>
      <td className="number wide-only">{amount(row.ExpiringIn7Days)}</td>
      <td className="number wide-only">{amount(row.ExpiringIn30Days)}</td>
      <td className="wide-only soft">
        {row.LastMovementOn === null ? 'Never' : day(row.LastMovementOn, undefined)}
      </td>
      <td className="wide-only">
        <div className="tags">{warnings}</div>
      </td>
    </tr>
  )
}

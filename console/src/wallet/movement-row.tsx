import { Button } from '@mui/material'
import type { StatementRow, Wallet } from '../api/types.ts'
import { day, time } from '../shared/dates.ts'
import { money, number, signedMoney } from '../shared/money.ts'
import { amountOf, periodOf } from './units.ts'

interface Props {
  readonly row: StatementRow
  readonly wallet: Wallet
  readonly release?: ((use: StatementRow) => void) | undefined
}

const names: Readonly<Record<string, string>> = {
  Grant: 'Granted',
  Use: 'Used',
  Return: 'Given back',
  Adjust: 'Adjusted',
  Edit: 'Edited',
  Void: 'Deleted',
  Expire: 'Expired',
}

export function MovementRow({ row, wallet, release }: Props) {
  const zone = wallet.TimeZone
  const { amount, balance } = figuresOf(row, wallet)
  const mayRelease = release && row.Kind === 'Use' && row.CoworkerBookingCreditUseHistoryId !== null
  return (
    <tr>
      <td className="when">
        {day(row.OccurredOn, zone)}
        <div className="soft small">{time(row.OccurredOn, zone)}</div>
      </td>
      <td>
        <div className="when-short soft small">
          {day(row.OccurredOn, zone)}, {time(row.OccurredOn, zone)}
        </div>
        <span className={`movement ${row.Kind.toLowerCase()}`}>{names[row.Kind] ?? row.Kind}</span>{' '}
        {row.Description}
        <div className="soft small">
          {[
            sourceOf(row),
            mateOf(row, wallet),
            row.Reason !== row.Description && row.Reason,
            row.Reference !== row.Reason && row.Reference,
          ]
            .filter(Boolean)
            .join(' · ')}
          {mayRelease && (
            <Button size="small" className="inline no-print" onClick={() => release(row)}>
              Release
            </Button>
          )}
          <span className="narrow-only by">{whoOf(row)}</span>
        </div>
      </td>
      <td className="wide-only soft small who-by">{whoOf(row)}</td>
      <td className={row.Amount > 0 ? 'number plus' : 'number'}>
        {amount}
        <div className="narrow-only soft small">{balance}</div>
      </td>
      <td className="number soft wide-only">{balance}</td>
    </tr>
  )
}

function figuresOf(row: StatementRow, wallet: Wallet) {
  if (row.Unit === 'Money') {
    return {
      amount: signedMoney(row.Amount, row.CurrencyCode),
      balance: money(row.Balance, row.CurrencyCode),
    }
  }
  const period = periodOf(row, wallet)
  const said = (count: number) => (period === undefined ? number(count) : amountOf(count, period))
  return { amount: `${row.Amount > 0 ? '+' : ''}${said(row.Amount)}`, balance: said(row.Balance) }
}

/** People by their address; what the server does by itself is told as such. */
function whoOf({ By: by }: StatementRow): string {
  if (by === null) return 'By itself'
  return by === 'renewal' || by === 'schedule' ? `By ${by}` : by
}

/** In a team, whom the credit served when that was not its owner. */
function mateOf(row: StatementRow, wallet: Wallet): string | undefined {
  const isOwn = row.UsedByCoworkerId === null || row.UsedByCoworkerId === wallet.CoworkerId
  return isOwn ? undefined : `Used by ${row.UsedByFullName}`
}

/** The document behind it. */
function sourceOf(row: StatementRow): string | undefined {
  if (row.BookingId !== null) return `Booking ${row.BookingId}`
  if (row.EventAttendeeId !== null) return `Ticket ${row.EventAttendeeId}`
  if (row.CoworkerInvoiceLineId !== null) return `Invoice line ${row.CoworkerInvoiceLineId}`
  return undefined
}

/** The head of a table of such rows. */
export function MovementHead() {
  return (
    <thead>
      <tr>
        <th scope="col" className="when">
          When
        </th>
        <th scope="col">What</th>
        <th scope="col" className="wide-only">
          Who
        </th>
        <th scope="col" className="number">
          Amount
        </th>
        <th scope="col" className="number wide-only">
          Balance
        </th>
      </tr>
    </thead>
  )
}

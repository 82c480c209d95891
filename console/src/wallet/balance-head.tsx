import { Button, TextField } from '@mui/material'
import { type ReactNode, useId } from 'react'
import type { Wallet } from '../api/types.ts'
import { day as dayOf, localOf } from '../shared/dates.ts'
import { money } from '../shared/money.ts'

interface Props {
  readonly wallet: Wallet
  /** `YYYY-MM-DD` that is looked back at; empty for now. */
  readonly day: string
  readonly choose: (day: string) => void
  readonly children: ReactNode
}

/** What teammates share on top of it. */
export function SharedLine({ wallet }: { wallet: Wallet }) {
  const usable = wallet.SharedCredits.filter(
    (credit) => credit.Usable && credit.CurrencyCode === wallet.CurrencyCode,
  )
  if (usable.length === 0) return null
  const sum = usable.reduce((all, credit) => all + credit.RemainingCredit, 0)
  return <div>and {money(sum, wallet.CurrencyCode)} of the team, for bookings</div>
}

/** Who, and the one number that matters. */
export function BalanceHead({ wallet, day, choose, children }: Props) {
  const { CurrencyCode: currency, TimeZone: zone } = wallet
  const titleId = useId()
  const today = day === '' ? localOf(wallet.At, zone).slice(0, 10) : undefined
  const others = wallet.Totals.filter((one) => one.CurrencyCode !== currency && one.Spendable > 0)
  return (
    <section className="balance" aria-labelledby={titleId}>
      <header className="head">
        <div>
          <h1 id={titleId}>{wallet.CoworkerFullName}</h1>
          <p className="soft">{[wallet.BusinessName, wallet.Email].filter(Boolean).join(' · ')}</p>
        </div>
        {children}
      </header>
      <div className="panel figures">
        <div>
          <div className="soft">
            {day === ''
              ? 'Spendable now'
              : `Spendable at the end of ${dayOf(`${day}T12:00Z`, 'UTC')}`}
          </div>
          <div className="first-number">{money(wallet.Spendable, currency)}</div>
          {others.map((one) => (
            <div key={one.CurrencyCode}>and {money(one.Spendable, one.CurrencyCode)}</div>
          ))}
          <SharedLine wallet={wallet} />
        </div>
        <dl>
          <div>
            <dt>Expires within 7 days</dt>
            <dd className={wallet.ExpiringIn7Days > 0 ? 'warned' : ''}>
              {money(wallet.ExpiringIn7Days, currency)}
            </dd>
          </div>
          <div>
            <dt>Within 30 days</dt>
            <dd>{money(wallet.ExpiringIn30Days, currency)}</dd>
          </div>
        </dl>
        <div className="as-of no-print">
          <TextField
            type="date"
            label="Balance as of"
            value={day}
            onChange={(event) => choose(event.target.value)}
            slotProps={{
              inputLabel: { shrink: true },
              htmlInput: { max: today },
            }}
          />
          {day !== '' && <Button onClick={() => choose('')}>Back to now</Button>}
        </div>
      </div>
    </section>
  )
}

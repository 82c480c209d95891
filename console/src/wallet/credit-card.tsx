import { Button } from '@mui/material'
import type { Wallet, WalletCredit } from '../api/types.ts'
import { daysUntil } from '../shared/dates.ts'
import { money } from '../shared/money.ts'
import type { Action } from './actions/action-dialog.tsx'
import type { WalletRights } from './wallet-rights.ts'
import { ordinal, originNames, plainReason, purposes, validity } from './words.ts'

interface Props {
  readonly credit: WalletCredit
  readonly wallet: Wallet
  /** Its turn among those that can pay; 0 for one that cannot. */
  readonly rank: number
  readonly rights?: WalletRights | undefined
  readonly start?: ((kind: Action['kind'], credit: WalletCredit) => void) | undefined
}

export function CreditCard({ credit, wallet, rank, rights, start }: Props) {
  const { TimeZone: zone } = wallet
  const isOwn = credit.CoworkerId === wallet.CoworkerId
  return (
    <li className={credit.Usable ? 'card' : 'card spent'}>
      <div className="card-head">
        <h3>{credit.Description ?? 'Credit'}</h3>
        {rank > 0 && <span className="tag good">Pays {ordinal(rank)}</span>}
      </div>
      <p className="soft small">
        {originNames[credit.Origin]}
        {!isOwn && ` · held by ${credit.CoworkerFullName}`}
      </p>
      <Remaining credit={credit} />
      {credit.Reasons.length > 0 && (
        <p className="why-not">
          {credit.Reasons.map((reason) => plainReason(reason, credit, zone)).join(' ')}
        </p>
      )}
      <ul className="purposes small">
        {purposes(credit.UsableFor).map((purpose) => (
          <li key={purpose}>{purpose}</li>
        ))}
      </ul>
      {!credit.Reasons.some((reason) => reason.Code === 'Expired') && (
        <p className="small">
          {validity(credit, zone)}
          <Countdown credit={credit} now={wallet.At} />
        </p>
      )}
      {rights?.change && start && (
        <div className="card-actions no-print">
          <Button size="small" onClick={() => start('adjust', credit)}>
            Adjust
          </Button>
          <Button size="small" onClick={() => start('extend', credit)}>
            Extend
          </Button>
          {credit.Usable && (
            <Button size="small" onClick={() => start('expire', credit)}>
              Expire now
            </Button>
          )}
        </div>
      )}
    </li>
  )
}

function Remaining({ credit }: { credit: WalletCredit }) {
  const { RemainingCredit: left, TotalCredit: total, CurrencyCode: currency } = credit
  return (
    <div className="remaining">
      <div>
        <strong>{money(left, currency)}</strong>{' '}
        <span className="soft">of {money(total, currency)}</span>
      </div>
      <meter min={0} max={total} value={left} aria-label="What is left of it">
        {money(left, currency)} of {money(total, currency)}
      </meter>
    </div>
  )
}

const soon = 7

function Countdown({ credit, now }: { credit: WalletCredit; now: string }) {
  if (!credit.Usable || credit.ExpireDate === null) return null
  const days = daysUntil(credit.ExpireDate, now)
  if (days > 31) return null
  return (
    <span className={days <= soon ? 'tag warn days' : 'tag days'}>
      {days <= 1 ? 'last day' : `${days} days left`}
    </span>
  )
}

import type { Reason, TimeCredit, Wallet } from '../api/types.ts'
import { dayAndTime, lastDay } from '../shared/dates.ts'
import { amountOf } from './units.ts'
import { originNames } from './words.ts'

/** Time and uses that a customer holds beside money; what can be used comes first. */
export function TimeCards({ wallet }: { wallet: Wallet }) {
  if (wallet.TimeCredits.length === 0) return null
  const inOrder = [
    ...wallet.TimeCredits.filter((credit) => credit.Usable),
    ...wallet.TimeCredits.filter((credit) => !credit.Usable),
  ]
  return (
    <section className="section" aria-labelledby="time-title">
      <h2 id="time-title">Time</h2>
      <ul className="cards">
        {inOrder.map((credit) => (
          <TimeCard key={credit.Id} credit={credit} zone={wallet.TimeZone} />
        ))}
      </ul>
    </section>
  )
}

interface Props {
  readonly credit: TimeCredit
  readonly zone: string | null
}

function TimeCard({ credit, zone }: Props) {
  return (
    <li className={credit.Usable ? 'card' : 'card spent'}>
      <h3>{credit.Description ?? 'Time credit'}</h3>
      <p className="soft small">{originNames[credit.Origin]}</p>
      <div className="remaining">
        <div>
          <strong>{amountOf(credit.RemainingUses, credit.ChargePeriod)}</strong>{' '}
          <span className="soft">of {amountOf(credit.TotalUses, credit.ChargePeriod)}</span>
        </div>
        <meter
          min={0}
          max={credit.TotalUses}
          value={credit.RemainingUses}
          aria-label="What is left of it"
        />
      </div>
      {credit.Usable ? (
        <p className="small">
          {credit.ExpireDate === null ? 'No end' : `Until ${lastDay(credit.ExpireDate, zone)}`}
        </p>
      ) : (
        <p className="why-not">
          {credit.Reasons.map((reason) => said(reason, credit, zone)).join(' ')}
        </p>
      )}
    </li>
  )
}

function said({ Code, Message }: Reason, credit: TimeCredit, zone: string | null): string {
  const { ValidFrom: from, ExpireDate: until } = credit
  if (Code === 'NothingLeft')
    return `All of ${amountOf(credit.TotalUses, credit.ChargePeriod)} is used.`
  if (Code === 'Expired' && until !== null) return `It was good until ${lastDay(until, zone)}.`
  if (Code === 'NotYetValid' && from !== null) return `It begins on ${dayAndTime(from, zone)}.`
  return Message
}

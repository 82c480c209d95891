import type { Wallet } from '../api/types.ts'
import { lastDay } from '../shared/dates.ts'
import { number } from '../shared/money.ts'
import { originNames } from './words.ts'

const units: Readonly<Record<number, string>> = {
  1: 'minutes',
  2: 'days',
  3: 'weeks',
  4: 'months',
  5: 'uses',
}

/** Time and uses that a customer holds beside money. */
export function TimeCards({ wallet }: { wallet: Wallet }) {
  const usable = wallet.TimeCredits.filter((credit) => credit.Usable)
  if (usable.length === 0) return null
  return (
    <section className="section" aria-labelledby="time-title">
      <h2 id="time-title">Time</h2>
      <ul className="cards">
        {usable.map((credit) => (
          <li key={credit.Id} className="card">
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
            <p className="small">
              {credit.ExpireDate === null
                ? 'No end'
                : `Until ${lastDay(credit.ExpireDate, wallet.TimeZone)}`}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

const minutes = 1

/** Minutes as hours once there are many. */
function amountOf(count: number, period: number): string {
  if (period === minutes && count % 30 === 0 && count >= 60) return `${number(count / 60)} h`
  return `${number(count)} ${units[period] ?? 'uses'}`
}

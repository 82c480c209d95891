import { Button } from '@mui/material'
import { useState } from 'react'
import type { Wallet, WalletCredit } from '../api/types.ts'
import type { Action } from './actions/action-dialog.tsx'
import { CreditCard } from './credit-card.tsx'
import { TimeCards } from './time-cards.tsx'
import type { WalletRights } from './wallet-rights.ts'

interface Props {
  readonly wallet: Wallet
  /** None while looking back: the past cannot be changed. */
  readonly rights?: WalletRights | undefined
  readonly start?: (kind: Action['kind'], credit: WalletCredit) => void
}

const fewEnough = 3

const endOf = ({ ExpireDate }: WalletCredit) =>
  ExpireDate === null ? Infinity : Date.parse(ExpireDate)

/** What ended last comes first: it is what people ask about. */
const byEnd = (left: WalletCredit, right: WalletCredit) => endOf(right) - endOf(left) || 0

/** The credits that pay, in the order in which they do, and those that cannot with the reason. */
export function CreditCards({ wallet, rights, start }: Props) {
  const usable = wallet.Credits.filter((credit) => credit.Usable)
  const others = wallet.Credits.filter((credit) => !credit.Usable).sort(byEnd)
  const shared = [
    ...wallet.SharedCredits.filter((credit) => credit.Usable),
    ...wallet.SharedCredits.filter((credit) => !credit.Usable),
  ]
  const [showsAll, setShowsAll] = useState(false)
  const shown = showsAll ? others : others.slice(0, fewEnough)
  const cards = (credits: readonly WalletCredit[]) =>
    credits.map((credit) => (
      <CreditCard
        key={credit.Id}
        credit={credit}
        wallet={wallet}
        rank={usable.indexOf(credit) + 1}
        rights={credit.CoworkerId === wallet.CoworkerId ? rights : undefined}
        start={start}
      />
    ))
  return (
    <>
      <section className="section" aria-labelledby="credits-title">
        <h2 id="credits-title">Credits</h2>
        {usable.length === 0 ? (
          <p className="panel empty">Nothing of its own can be spent right now.</p>
        ) : (
          <ul className="cards">{cards(usable)}</ul>
        )}
      </section>
      <TimeCards wallet={wallet} />
      {wallet.SharedCredits.length > 0 && (
        <section className="section" aria-labelledby="shared-title">
          <h2 id="shared-title">Shared by the team, for bookings</h2>
          <ul className="cards">{cards(shared)}</ul>
        </section>
      )}
      {others.length > 0 && (
        <section className="section" aria-labelledby="others-title">
          <h2 id="others-title">Not usable</h2>
          <ul className="cards">{cards(shown)}</ul>
          {shown.length < others.length && (
            <div>
              <Button onClick={() => setShowsAll(true)}>Show all {others.length}</Button>
            </div>
          )}
        </section>
      )}
    </>
  )
}

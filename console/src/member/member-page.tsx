// A member's own credit and what their team shares: how much, what for, until when, and how it came about.

import type { Me, Wallet } from '../api/types.ts'
import { useGet } from '../api/use-get.ts'
import { useMyself } from '../session/me.ts'
import { lastDay } from '../shared/dates.ts'
import { money } from '../shared/money.ts'
import { Problem, ProblemPage } from '../shared/problem.tsx'
import { SharedLine } from '../wallet/balance-head.tsx'
import { CreditCards } from '../wallet/credit-cards.tsx'
import { StatementSheet } from '../wallet/statement-sheet.tsx'
import '../wallet/wallet.css'
import './member.css'

export default function MemberPage() {
  const { data: me, error } = useMyself()
  if (!me) return error ? <ProblemPage of={error} title="My credit" /> : null
  if (me.CoworkerId === null) {
    return (
      <div className="page">
        <h1>My credit</h1>
        <p className="soft">Your login belongs to no customer, so there is no credit of yours.</p>
      </div>
    )
  }
  return <OwnCredit me={me} id={me.CoworkerId} />
}

function OwnCredit({ me, id }: { me: Me; id: number }) {
  const { data: wallet, error } = useGet<Wallet>(`/api/wallets/${id}`)
  if (!wallet && error) return <ProblemPage of={error} title="My credit" />
  if (!wallet) return <p className="page soft">One moment …</p>
  return (
    <div className="page member">
      <Problem of={error} />
      <header>
        <h1>Hello, {me.FullName.split(' ')[0]}</h1>
        <p className="soft">{wallet.BusinessName}</p>
      </header>
      <FirstNumber wallet={wallet} />
      <CreditCards wallet={wallet} />
      <section className="section" aria-labelledby="own-statement">
        <h2 id="own-statement">Statement</h2>
        <StatementSheet wallet={wallet} />
      </section>
    </div>
  )
}

/** One number, and when the next part of it is lost. */
function FirstNumber({ wallet }: { wallet: Wallet }) {
  const ending = wallet.Credits.filter((credit) => credit.Usable && credit.ExpireDate !== null)
    .sort((left, right) => Date.parse(left.ExpireDate ?? '') - Date.parse(right.ExpireDate ?? ''))
    .at(0)
  return (
    <div className="panel">
      <div className="soft">You can spend</div>
      <div className="first-number">{money(wallet.Spendable, wallet.CurrencyCode)}</div>
      <SharedLine wallet={wallet} />
      {ending && (
        <p className="next-end">
          Use {money(ending.RemainingCredit, ending.CurrencyCode)} of it by{' '}
          <strong>{lastDay(ending.ExpireDate ?? '', wallet.TimeZone)}</strong>.
        </p>
      )}
    </div>
  )
}

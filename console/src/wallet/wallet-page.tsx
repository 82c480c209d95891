// One wallet: how much, made of what, how it came about, and what can be done about it.

import { Suspense, useState } from 'react'
import { HttpError } from 'react-admin'
import { useParams } from 'react-router-dom'
import type { Wallet, WalletCredit } from '../api/types.ts'
import { useGet } from '../api/use-get.ts'
import { instantOf } from '../shared/dates.ts'
import { part } from '../shared/part.ts'
import { Problem, ProblemPage } from '../shared/problem.tsx'
import { type Action, ActionDialog } from './actions/action-dialog.tsx'
import { BalanceHead } from './balance-head.tsx'
import { CreditCards } from './credit-cards.tsx'
import { Timeline } from './timeline.tsx'
import { WalletActions } from './wallet-actions.tsx'
import { useWalletRights } from './wallet-rights.ts'
import './wallet.css'

const BalanceChart = part(() => import('./balance-chart.tsx'))

export default function WalletPage() {
  const { id = '' } = useParams()
  const [day, setDay] = useState('')
  const [action, setAction] = useState<Action>()
  const zone = useGet<Wallet>(`/api/wallets/${id}`).data?.TimeZone
  const at = day === '' ? '' : `?at=${encodeURIComponent(endOf(day, zone))}`
  const { data: wallet, error } = useGet<Wallet>(`/api/wallets/${id}${at}`)
  const rights = useWalletRights()
  if (error && (!wallet || isRefusal(error))) {
    const title = isRefusal(error) ? 'No wallet to see here' : 'Wallet'
    return <ProblemPage of={error} title={title} />
  }
  if (!wallet) return <p className="page soft">One moment …</p>
  const isNow = day === ''
  const start = (kind: Action['kind'], credit?: WalletCredit) => setAction({ kind, credit })
  return (
    <div className="page">
      {/* A wallet that cannot be read anew stays, and with it a dialog that is open. */}
      <Problem of={error} />
      <BalanceHead wallet={wallet} day={day} choose={setDay}>
        <WalletActions wallet={wallet} rights={rights} start={start} />
      </BalanceHead>
      <CreditCards wallet={wallet} rights={isNow ? rights : undefined} start={start} />
      <section className="section" aria-labelledby="balance-title">
        <h2 id="balance-title">Balance over time</h2>
        <Suspense fallback={<div className="panel chart" />}>
          <BalanceChart wallet={wallet} />
        </Suspense>
      </section>
      <Timeline
        wallet={wallet}
        release={isNow && rights.spend ? (use) => setAction({ kind: 'release', use }) : undefined}
      />
      {action && (
        <ActionDialog action={action} wallet={wallet} close={() => setAction(undefined)} />
      )}
    </div>
  )
}

const endOf = (day: string, zone: string | null | undefined) => instantOf(`${day}T23:59:59`, zone)

/** The wallet is not there, or not for this reader; anything else may pass. */
const isRefusal = (error: unknown) =>
  error instanceof HttpError && (error.status === 403 || error.status === 404)

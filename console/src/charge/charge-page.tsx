// Try a charge: which credits would pay it, in which order, what is left to pay, and why each other credit would not.

import { Button } from '@mui/material'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useParams } from 'react-router-dom'
import { ask } from '../api/client.ts'
import type { Settlement, Wallet } from '../api/types.ts'
import { useGet } from '../api/use-get.ts'
import { localOf } from '../shared/dates.ts'
import { Problem, ProblemPage } from '../shared/problem.tsx'
import { useWalletRights } from '../wallet/wallet-rights.ts'
import { BookDialog } from './book-dialog.tsx'
import { ChargeForm } from './charge-form.tsx'
import { chargeOf, type Draft } from './draft.ts'
import { SettlementView } from './settlement-view.tsx'
import './charge.css'

export default function ChargePage() {
  const { id = '' } = useParams()
  const { data: wallet, error } = useGet<Wallet>(`/api/wallets/${id}`)
  if (wallet) return <TryCharge wallet={wallet} />
  return error ? <ProblemPage of={error} title="Try a charge" /> : null
}

function TryCharge({ wallet }: { wallet: Wallet }) {
  const [draft, setDraft] = useState<Draft>({
    kind: 'Booking',
    of: '',
    amount: '',
    when: localOf(wallet.At, wallet.TimeZone),
  })
  const [isBooking, setBooking] = useState(false)
  const rights = useWalletRights()
  const charge = chargeOf(draft, wallet.TimeZone)
  const { data, error } = useQuery({
    queryKey: ['quote', wallet.CoworkerId, wallet.At, charge],
    queryFn: () =>
      ask<Settlement>(`/api/wallets/${wallet.CoworkerId}/quote`, { Charges: [charge] }),
    enabled: charge !== undefined,
    placeholderData: keepPreviousData,
  })
  const settlement = charge && data
  return (
    <div className="page">
      <header className="head">
        <div>
          <h1>Try a charge</h1>
          <p className="soft">For {wallet.CoworkerFullName}. Nothing is used until you book it.</p>
        </div>
        <Button component={Link} to={`/wallets/${wallet.CoworkerId}`}>
          Back to the wallet
        </Button>
      </header>
      <div className="charge">
        <section className="panel" aria-label="The charge">
          <ChargeForm
            wallet={wallet}
            draft={draft}
            change={(changes) => setDraft({ ...draft, ...changes })}
          />
        </section>
        <section aria-label="Who would pay" aria-live="polite" className="section">
          {charge && <Problem of={error} />}
          {settlement ? (
            <SettlementView wallet={wallet} settlement={settlement}>
              {rights.spend && settlement.Covered > 0 && (
                <Button variant="contained" onClick={() => setBooking(true)}>
                  Book it
                </Button>
              )}
            </SettlementView>
          ) : (
            !(error && charge) && (
              <p className="panel empty">Say what it costs to see who would pay.</p>
            )
          )}
        </section>
      </div>
      {isBooking && settlement && (
        <BookDialog
          wallet={wallet}
          charge={charge}
          settlement={settlement}
          close={() => setBooking(false)}
        />
      )}
    </div>
  )
}

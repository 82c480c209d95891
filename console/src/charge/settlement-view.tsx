import type { ReactNode } from 'react'
import type { Settlement, Wallet, WalletCredit } from '../api/types.ts'
import { money } from '../shared/money.ts'
import { ordinal, plainReason } from '../wallet/words.ts'

interface Props {
  readonly wallet: Wallet
  readonly settlement: Settlement
  readonly children: ReactNode
}

export function SettlementView({ wallet, settlement, children }: Props) {
  const { CurrencyCode: currency, TimeZone: zone } = wallet
  const all = [...wallet.Credits, ...wallet.SharedCredits]
  const creditOf = (id: number) => all.find((one) => one.Id === id)
  return (
    <>
      <div className="panel outcome">
        <div>
          <div className="soft">Credit pays</div>
          <div className="second-number">{money(settlement.Covered, currency)}</div>
        </div>
        <div>
          <div className="soft">Left to pay</div>
          <div className="second-number">{money(settlement.Remainder, currency)}</div>
        </div>
        {children}
      </div>
      {settlement.Uses.length > 0 && (
        <div className="panel">
          <h2>These pay, in this order</h2>
          <ol className="payers">
            {settlement.Uses.map((use, index) => (
              <li key={use.CoworkerBookingCreditId}>
                <span className="tag good">{ordinal(index + 1)}</span>
                <span>
                  <strong>{nameOf(creditOf(use.CoworkerBookingCreditId), wallet)}</strong>
                  <div className="soft small">
                    {money(use.RemainingCredit, currency)} stays on it
                  </div>
                </span>
                <strong className="number">{money(use.CreditUsed, currency)}</strong>
              </li>
            ))}
          </ol>
        </div>
      )}
      {settlement.Refused.length > 0 && (
        <div className="panel">
          <h2>These do not</h2>
          <ul className="payers">
            {settlement.Refused.map((refusal) => {
              const credit = creditOf(refusal.CoworkerBookingCreditId)
              return (
                <li key={refusal.CoworkerBookingCreditId}>
                  <span>
                    <strong>{nameOf(credit, wallet)}</strong>
                    {refusal.Reasons.map((reason) => (
                      <div key={reason.Code} className="small">
                        {credit ? plainReason(reason, credit, zone) : reason.Message}
                      </div>
                    ))}
                  </span>
                  <span className="number soft">
                    {credit && money(credit.RemainingCredit, credit.CurrencyCode)}
                  </span>
                </li>
              )
            })}
          </ul>
        </div>
      )}
    </>
  )
}

function nameOf(credit: WalletCredit | undefined, wallet: Wallet): string {
  const name = credit?.Description ?? 'Credit'
  const isOwn = credit === undefined || credit.CoworkerId === wallet.CoworkerId
  return isOwn ? name : `${name}, held by ${credit.CoworkerFullName}`
}

import { TextField } from '@mui/material'
import { useState } from 'react'
import { post } from '../../api/client.ts'
import type { StatementRow, Wallet } from '../../api/types.ts'
import { useGet } from '../../api/use-get.ts'
import { money } from '../../shared/money.ts'
import { Problem } from '../../shared/problem.tsx'
import { ReasonField, WriteDialog } from '../../shared/write-dialog.tsx'

interface Props {
  readonly wallet: Wallet
  readonly use: StatementRow
  readonly close: () => void
}

/** Gives back what a charge used of one credit, wholly or in part. */
export function ReleaseDialog({ wallet, use, close }: Props) {
  const useId = use.CoworkerBookingCreditUseHistoryId
  const { data, error } = useGet<{ readonly CreditUsed: number }>(
    `/api/billing/coworkerbookingcreditusehistories/${useId}`,
  )
  const most = data?.CreditUsed ?? 0
  const [text, setText] = useState<string>()
  const [reason, setReason] = useState('')
  const amount = text === undefined ? most : Number(text)
  const credit = wallet.Credits.find((one) => one.Id === use.CoworkerBookingCreditId)
  const inCurrency = (value: number) => money(value, use.CurrencyCode)
  const isPossible = amount > 0 && amount <= most
  return (
    <WriteDialog
      title={`Release from ${use.Description ?? 'credit'}`}
      confirm="Give back"
      done={`${inCurrency(amount)} was given back.`}
      isReady={isPossible}
      needs={[reason]}
      effects={[
        ...(credit
          ? [
              {
                name: 'Left of the credit',
                before: inCurrency(credit.RemainingCredit),
                after: inCurrency(credit.RemainingCredit + amount),
              },
            ]
          : []),
        { name: 'Still used', before: inCurrency(most), after: inCurrency(most - amount) },
      ]}
      write={(key) =>
        post(
          `/api/wallets/${wallet.CoworkerId}/release`,
          { CoworkerBookingCreditUseHistoryId: useId, Amount: amount, Reason: reason },
          key,
        )
      }
      close={close}
    >
      <Problem of={error} />
      {data && most === 0 ? (
        <p>All of this use has been given back already.</p>
      ) : (
        <TextField
          label={`Amount in ${use.CurrencyCode}`}
          type="number"
          value={text ?? (data ? String(most) : '')}
          onChange={(event) => setText(event.target.value)}
          error={data !== undefined && !isPossible}
          helperText={data && `At most ${inCurrency(most)}, which is all that is still used.`}
          slotProps={{ htmlInput: { step: 'any', min: 0 } }}
          required
        />
      )}
      <ReasonField value={reason} change={setReason} />
    </WriteDialog>
  )
}

import { TextField } from '@mui/material'
import { useState } from 'react'
import { post } from '../../api/client.ts'
import type { Wallet, WalletCredit } from '../../api/types.ts'
import { money } from '../../shared/money.ts'
import { ReasonField, WriteDialog } from '../../shared/write-dialog.tsx'

interface Props {
  readonly wallet: Wallet
  readonly credit: WalletCredit
  readonly close: () => void
}

export function AdjustDialog({ wallet, credit, close }: Props) {
  const [text, setText] = useState('')
  const [reason, setReason] = useState('')
  const amount = Number(text)
  const after = credit.RemainingCredit + amount
  const isTooMuch = after < 0
  const inCurrency = (value: number) => money(value, credit.CurrencyCode)
  const isCounted = credit.Usable && credit.CurrencyCode === wallet.CurrencyCode
  return (
    <WriteDialog
      title={`Adjust ${credit.Description ?? 'credit'}`}
      confirm={amount < 0 ? 'Take credit' : 'Add credit'}
      done="Adjusted."
      isDangerous={amount < 0}
      isReady={text !== '' && amount !== 0 && !isTooMuch}
      needs={[reason]}
      effects={[
        {
          name: 'Left of this credit',
          before: inCurrency(credit.RemainingCredit),
          after: inCurrency(after),
        },
        ...(isCounted
          ? [
              {
                name: 'Spendable',
                before: inCurrency(wallet.Spendable),
                after: inCurrency(wallet.Spendable + amount),
              },
            ]
          : []),
      ]}
      write={(key) =>
        post(
          `/api/wallets/${wallet.CoworkerId}/adjust`,
          { CoworkerBookingCreditId: credit.Id, Amount: amount, Reason: reason },
          key,
        )
      }
      close={close}
    >
      <TextField
        label={`Amount in ${credit.CurrencyCode}`}
        type="number"
        value={text}
        onChange={(event) => setText(event.target.value)}
        error={isTooMuch}
        helperText={
          isTooMuch
            ? `No more than ${inCurrency(credit.RemainingCredit)} can be taken.`
            : 'More than zero adds, less than zero takes.'
        }
        slotProps={{ htmlInput: { step: 'any' } }}
        required
        autoFocus
      />
      <ReasonField value={reason} change={setReason} />
    </WriteDialog>
  )
}

import { TextField } from '@mui/material'
import { useRef, useState } from 'react'
import { get, send } from '../../api/client.ts'
import type { Wallet, WalletCredit } from '../../api/types.ts'
import { day, dayAfter, instantOf, lastDay, localOf } from '../../shared/dates.ts'
import { money } from '../../shared/money.ts'
import { ReasonField, WriteDialog } from '../../shared/write-dialog.tsx'

interface Props {
  readonly wallet: Wallet
  readonly credit: WalletCredit
  readonly close: () => void
}

function changeEnd(credit: WalletCredit, ExpireDate: string, Reason: string, key: string) {
  const body = { ExpireDate, Reason }
  return send(`/api/billing/coworkerbookingcredits/${credit.Id}`, { method: 'PATCH', body, key })
}

export function ExtendDialog({ wallet, credit, close }: Props) {
  const [last, setLast] = useState('')
  const [reason, setReason] = useState('')
  const { TimeZone: zone } = wallet
  const before = credit.ExpireDate === null ? 'No end' : lastDay(credit.ExpireDate, zone)
  const expires = last === '' ? '' : instantOf(dayAfter(last), zone)
  const isShorter =
    credit.ExpireDate !== null && Date.parse(expires) < Date.parse(credit.ExpireDate)
  return (
    <WriteDialog
      title={`Extend ${credit.Description ?? 'credit'}`}
      confirm={isShorter ? 'Shorten' : 'Extend'}
      done="The validity was changed."
      isReady={last !== ''}
      needs={[reason]}
      effects={[{ name: 'Last day', before, after: last === '' ? '' : lastDay(expires, zone) }]}
      write={(key) => changeEnd(credit, expires, reason, key)}
      close={close}
    >
      <TextField
        type="date"
        label="Valid through"
        value={last}
        onChange={(event) => setLast(event.target.value)}
        helperText={isShorter ? 'This is sooner than it ends now.' : 'The last day it can be used.'}
        slotProps={{
          inputLabel: { shrink: true },
          htmlInput: { min: localOf(wallet.At, zone).slice(0, 10) },
        }}
        required
        autoFocus
      />
      <ReasonField value={reason} change={setReason} />
    </WriteDialog>
  )
}

export function ExpireDialog({ wallet, credit, close }: Props) {
  const now = useRef<string>(undefined)
  const [reason, setReason] = useState('')
  const { CurrencyCode: currency } = credit
  const isCounted = credit.Usable && currency === wallet.CurrencyCode
  return (
    <WriteDialog
      title={`Expire ${credit.Description ?? 'credit'} now`}
      confirm="Expire now"
      done="The credit has expired."
      isDangerous
      isReady
      needs={[reason]}
      effects={[
        ...(isCounted
          ? [
              {
                name: 'Spendable',
                before: money(wallet.Spendable, currency),
                after: money(wallet.Spendable - credit.RemainingCredit, currency),
              },
            ]
          : []),
        {
          name: 'Valid until',
          before:
            credit.ExpireDate === null ? 'No end' : lastDay(credit.ExpireDate, wallet.TimeZone),
          after: `${day(wallet.At, wallet.TimeZone)}, now`,
        },
      ]}
      write={async (key) => {
        // Now is what the server's clock says, not this machine's. Pressed again it is the same write, so it stays.
        now.current ??= (await get<Wallet>(`/api/wallets/${wallet.CoworkerId}`)).At
        await changeEnd(credit, now.current, reason, key)
      }}
      close={close}
    >
      <p>
        {money(credit.RemainingCredit, currency)} will be lost. It stays in the statement, and
        extending the credit brings it back.
      </p>
      <ReasonField value={reason} change={setReason} />
    </WriteDialog>
  )
}

import { TextField } from '@mui/material'
import { useState } from 'react'
import { useNavigate } from 'react-router-dom'
import { post } from '../api/client.ts'
import type { Settlement, Wallet } from '../api/types.ts'
import { money } from '../shared/money.ts'
import { WriteDialog } from '../shared/write-dialog.tsx'

interface Props {
  readonly wallet: Wallet
  readonly charge: object | undefined
  readonly settlement: Settlement
  readonly close: () => void
}

/** Does what was tried. */
export function BookDialog({ wallet, charge, settlement, close }: Props) {
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const inCurrency = (value: number) => money(value, wallet.CurrencyCode)
  return (
    <WriteDialog
      title="Book it"
      confirm={`Use ${inCurrency(settlement.Covered)}`}
      done={`${inCurrency(settlement.Covered)} was used.`}
      isReady
      needs={[name]}
      effects={[
        {
          name: 'Spendable',
          before: inCurrency(wallet.Spendable),
          after: inCurrency(wallet.Spendable - ownShare(settlement, wallet)),
        },
        {
          name: 'Left to pay in money',
          before: inCurrency(settlement.Covered + settlement.Remainder),
          after: inCurrency(settlement.Remainder),
        },
      ]}
      write={async (key) => {
        const body = { Charges: [{ ...charge, Description: name }], Reference: name }
        await post(`/api/wallets/${wallet.CoworkerId}/spend`, body, key)
        await navigate(`/wallets/${wallet.CoworkerId}`)
      }}
      close={close}
    >
      <TextField
        label="What for"
        placeholder="Board room, 14 March"
        helperText="Names the use; it can be released from the timeline."
        value={name}
        onChange={(event) => setName(event.target.value)}
        required
        autoFocus
      />
    </WriteDialog>
  )
}

/** What teammates pay does not lower what the customer can spend. */
function ownShare({ Uses }: Settlement, wallet: Wallet): number {
  return Uses.filter((use) => use.CoworkerId === wallet.CoworkerId).reduce(
    (sum, use) => sum + use.CreditUsed,
    0,
  )
}

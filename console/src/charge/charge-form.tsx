import { MenuItem, TextField } from '@mui/material'
import type { Wallet } from '../api/types.ts'
import { may, useMe } from '../session/me.ts'
import { RecordSelect } from '../shared/options.tsx'
import { type Draft, kinds } from './draft.ts'

interface Props {
  readonly wallet: Wallet
  readonly draft: Draft
  readonly change: (changes: Partial<Draft>) => void
}

/** What is to be paid. */
export function ChargeForm({ wallet, draft, change }: Props) {
  const me = useMe()
  const kind = kinds[draft.kind]
  const { of } = kind
  return (
    <form className="charge-form" onSubmit={(event) => event.preventDefault()}>
      <TextField
        select
        label="What is to be paid"
        value={draft.kind}
        onChange={(event) => change({ kind: event.target.value as Draft['kind'], of: '' })}
      >
        {Object.entries(kinds).map(([name, { label }]) => (
          <MenuItem key={name} value={name}>
            {label}
          </MenuItem>
        ))}
      </TextField>
      {of && (
        <RecordSelect
          key={draft.kind}
          label={of.label}
          all="Not said"
          value={draft.of}
          choose={(value) => change({ of: value })}
          path={of.path}
          known={may(me, of.role) ? undefined : namesIn(wallet, of.terms)}
        />
      )}
      <TextField
        type="number"
        label={`Price in ${wallet.CurrencyCode ?? 'money'}`}
        value={draft.amount}
        onChange={(event) => change({ amount: event.target.value })}
        slotProps={{ htmlInput: { min: 0, step: 'any' } }}
      />
      <TextField
        type="datetime-local"
        label="When it takes place"
        value={draft.when}
        onChange={(event) => change({ when: event.target.value })}
        helperText={wallet.TimeZone ?? undefined}
        slotProps={{ inputLabel: { shrink: true } }}
      />
    </form>
  )
}

/** Those that the customer's credits name, for users who may not list all there are. */
function namesIn(
  wallet: Wallet,
  terms: 'ResourceTypes' | 'EventCategories' | 'Products' | 'Passes' | 'Plans',
) {
  const all = wallet.Credits.flatMap((credit) => credit.UsableFor[terms])
  return [...new Map(all.map((one) => [one.Id, one])).values()]
}

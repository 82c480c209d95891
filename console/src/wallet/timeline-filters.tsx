import { MenuItem, TextField } from '@mui/material'
import type { WalletCredit } from '../api/types.ts'

interface Props {
  readonly value: (name: string) => string
  readonly change: (changes: Readonly<Record<string, string>>) => void
  readonly credits: readonly WalletCredit[]
}

const kinds = ['Grant', 'Use', 'Return', 'Adjust', 'Edit', 'Void', 'Expire']
const shrunk = { select: { displayEmpty: true }, inputLabel: { shrink: true } }

export function TimelineFilters({ value, change, credits }: Props) {
  return (
    <search className="filters no-print">
      <TextField
        select
        label="Movement"
        value={value('kind')}
        onChange={(event) => change({ kind: event.target.value })}
        slotProps={shrunk}
      >
        <MenuItem value="">All kinds</MenuItem>
        {kinds.map((kind) => (
          <MenuItem key={kind} value={kind}>
            {kind}
          </MenuItem>
        ))}
      </TextField>
      <TextField
        select
        label="Credit"
        value={credits.some((one) => String(one.Id) === value('credit')) ? value('credit') : ''}
        onChange={(event) => change({ credit: event.target.value })}
        slotProps={shrunk}
      >
        <MenuItem value="">All credits</MenuItem>
        {credits.map((credit) => (
          <MenuItem key={credit.Id} value={String(credit.Id)}>
            {credit.Description ?? 'Credit'} ({credit.Id})
          </MenuItem>
        ))}
      </TextField>
      {(['from', 'to'] as const).map((name) => (
        <TextField
          key={name}
          type="date"
          label={name === 'from' ? 'From' : 'Until'}
          value={value(name)}
          onChange={(event) => change({ [name]: event.target.value })}
          slotProps={{ inputLabel: { shrink: true } }}
        />
      ))}
    </search>
  )
}

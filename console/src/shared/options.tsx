import { MenuItem, TextField } from '@mui/material'
import { useState } from 'react'
import { messageOf } from '../api/client.ts'
import type { Page } from '../api/types.ts'
import { useGet } from '../api/use-get.ts'

interface Props {
  readonly label: string
  readonly value: string
  readonly choose: (value: string) => void
  /** The list that is fetched when the field is opened, or has a value to name. */
  readonly path: string
  /** What there is to choose from, where the list may not be asked for. */
  readonly known?: readonly Row[] | undefined
  /** What an empty value is called; none when a value is needed. */
  readonly all?: string
  readonly required?: boolean
}

interface Row {
  readonly Id: number
  readonly Name?: string
  readonly Title?: string
}

/** One record of a short list, such as the locations. */
export function RecordSelect({ label, value, choose, path, known, all, required }: Props) {
  const [isOpened, setOpened] = useState(false)
  const isNeeded = known === undefined && (isOpened || value !== '')
  const { data, error } = useGet<Page<Row>>(
    isNeeded ? `${path}?size=100&orderBy=${orderOf(path)}` : undefined,
  )
  const rows = known ?? data?.Records ?? []
  const isNamed = rows.some((row) => String(row.Id) === value)
  return (
    <TextField
      select
      label={label}
      value={value === '' || isNamed ? value : ''}
      onChange={(event) => choose(event.target.value)}
      slotProps={{
        select: { onOpen: () => setOpened(true), displayEmpty: all !== undefined },
        inputLabel: { ...(all === undefined ? {} : { shrink: true }) },
      }}
      required={required ?? false}
      helperText={error && messageOf(error)}
    >
      {all !== undefined && <MenuItem value="">{all}</MenuItem>}
      {rows.map((row) => (
        <MenuItem key={row.Id} value={String(row.Id)}>
          {row.Name ?? row.Title}
        </MenuItem>
      ))}
    </TextField>
  )
}

function orderOf(path: string): string {
  return path.endsWith('calendareventcategories') ? 'Title' : 'Name'
}

import { MenuItem, TextField } from '@mui/material'
import { useEffect, useState } from 'react'
import { may, useMe } from '../session/me.ts'
import { RecordSelect } from '../shared/options.tsx'

interface Props {
  readonly value: (name: string) => string
  readonly change: (changes: Readonly<Record<string, string>>) => void
}

const statuses = ['Active', 'Contact', 'Suspended', 'Archived']

export function WalletFilters({ value, change }: Props) {
  const me = useMe()
  return (
    <search className="filters">
      <NameField value={value('Name')} change={change} />
      {may(me, 'Business-List') && (
        <RecordSelect
          label="Location"
          all="All locations"
          value={value('BusinessId')}
          choose={(BusinessId) => change({ BusinessId })}
          path="/api/sys/businesses"
        />
      )}
      {may(me, 'Tariff-List') && (
        <RecordSelect
          label="Plan"
          all="All plans"
          value={value('TariffId')}
          choose={(TariffId) => change({ TariffId })}
          path="/api/billing/tariffs"
        />
      )}
      <TextField
        select
        label="Status"
        value={value('Status')}
        onChange={(event) => change({ Status: event.target.value })}
        slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
      >
        <MenuItem value="">Any status</MenuItem>
        {statuses.map((status) => (
          <MenuItem key={status} value={status}>
            {status}
          </MenuItem>
        ))}
      </TextField>
      <TextField
        select
        label="Warnings"
        value={value('HasWarnings')}
        onChange={(event) => change({ HasWarnings: event.target.value })}
        slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
      >
        <MenuItem value="">With and without</MenuItem>
        <MenuItem value="true">With warnings</MenuItem>
        <MenuItem value="false">Without warnings</MenuItem>
      </TextField>
    </search>
  )
}

const pauseMilliseconds = 300

function NameField({ value, change }: { value: string; change: Props['change'] }) {
  const [text, setText] = useState(value)
  useEffect(() => {
    if (text === value) return
    const later = setTimeout(() => change({ Name: text }), pauseMilliseconds)
    return () => clearTimeout(later)
  }, [text, value, change])
  return (
    <TextField
      type="search"
      label="Name or e-mail"
      className="search"
      value={text}
      onChange={(event) => setText(event.target.value)}
    />
  )
}

import { MenuItem, TextField } from '@mui/material'
import { may, useMe } from '../session/me.ts'
import { RecordSelect } from '../shared/options.tsx'
import type { Question } from './question.ts'

interface Props {
  readonly question: Question
  readonly change: (changes: Readonly<Record<string, string>>) => void
}

const groups = { location: 'Location', plan: 'Plan or product', origin: 'Origin' } as const
const intervals = ['Day', 'Week', 'Month', 'Quarter'] as const

export function ReportFilters({ question, change }: Props) {
  const me = useMe()
  return (
    <search className="filters">
      <TextField
        select
        label="Coloured by"
        value={question.by}
        onChange={(event) => change({ by: event.target.value })}
      >
        {Object.entries(groups).map(([by, name]) => (
          <MenuItem key={by} value={by}>
            {name}
          </MenuItem>
        ))}
      </TextField>
      <TextField
        select
        label="Every"
        value={question.interval}
        onChange={(event) => change({ interval: event.target.value })}
      >
        {intervals.map((interval) => (
          <MenuItem key={interval} value={interval}>
            {interval}
          </MenuItem>
        ))}
      </TextField>
      {may(me, 'Business-List') && (
        <RecordSelect
          label="Location"
          all="All locations"
          value={question.businessId}
          choose={(BusinessId) => change({ BusinessId })}
          path="/api/sys/businesses"
        />
      )}
      {(['from', 'to'] as const).map((name) => (
        <TextField
          key={name}
          type="date"
          label={name === 'from' ? 'From' : 'Until'}
          value={question[name]}
          onChange={(event) => change({ [name]: event.target.value })}
          slotProps={{ inputLabel: { shrink: true } }}
        />
      ))}
    </search>
  )
}

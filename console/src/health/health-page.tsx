// The settings check: what grants nothing, what can never be spent, and the way to where it is mended.

import { MenuItem, TextField } from '@mui/material'
import { Link } from 'react-router-dom'
import type { Page } from '../api/types.ts'
import { useGet } from '../api/use-get.ts'
import { Pager } from '../shared/pager.tsx'
import { Problem } from '../shared/problem.tsx'
import { useSearch } from '../shared/use-search.ts'
import './health.css'

interface Finding {
  readonly Code: string
  readonly Severity: 'Error' | 'Warning' | 'Info'
  readonly Message: string
  readonly Entity: string
  readonly Id: number
  readonly Name: string | null
  readonly BusinessName: string | null
}

const places: Readonly<Record<string, readonly [address: string, kind: string]>> = {
  Tariff: ['/plans/', 'Plan'],
  TariffBookingCredit: ['/plan-offers/', 'Credit of a plan'],
  TariffExtraService: ['/plan-time/', 'Time of a plan'],
  Product: ['/products/', 'Product'],
  ProductBookingCredit: ['/product-offers/', 'Credit of a product'],
  ProductExtraService: ['/products/', 'Time of a product'],
  ExtraService: ['/rates/', 'Rate'],
  ResourceType: ['/resource-types/', 'Resource type'],
  CoworkerBookingCredit: ['/credits/', 'Credit'],
  CoworkerContract: ['/contracts/', 'Contract'],
}

const looks = { Error: 'tag bad', Warning: 'tag warn', Info: 'tag' } as const
const words = { Error: 'Wrong', Warning: 'Doubtful', Info: 'Worth knowing' } as const

export default function HealthPage() {
  const { value, change } = useSearch()
  const query = new URLSearchParams({ size: '25', page: value('page') || '1' })
  if (value('Severity') !== '') query.set('Severity', value('Severity'))
  const { data, error } = useGet<Page<Finding>>(`/api/reports/health?${query}`)
  return (
    <div className="page">
      <header className="head">
        <div>
          <h1>Settings check</h1>
          <p className="soft">What grants nothing, and what can never be spent.</p>
        </div>
        <TextField
          select
          label="Show"
          value={value('Severity')}
          onChange={(event) => change({ Severity: event.target.value })}
          slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
        >
          <MenuItem value="">Everything</MenuItem>
          {Object.entries(words).map(([severity, word]) => (
            <MenuItem key={severity} value={severity}>
              {word}
            </MenuItem>
          ))}
        </TextField>
      </header>
      <Problem of={error} />
      {data && (
        <div className="sheet">
          {data.Records.length === 0 ? (
            <p className="empty">Nothing is wrong. Every offer grants credit that can be spent.</p>
          ) : (
            <ul className="findings">
              {data.Records.map((finding) => (
                <FindingLine key={`${finding.Code} ${finding.Entity} ${finding.Id}`} of={finding} />
              ))}
            </ul>
          )}
          <Pager page={data} turn={(page) => change({ page: String(page) }, true)} />
        </div>
      )}
    </div>
  )
}

function FindingLine({ of: finding }: { of: Finding }) {
  const [address, kind] = places[finding.Entity] ?? [undefined, finding.Entity]
  const name = finding.Name ?? `${kind} ${finding.Id}`
  return (
    <li>
      <span className={looks[finding.Severity]}>{words[finding.Severity]}</span>
      <div>
        {address === undefined ? (
          <strong>{name}</strong>
        ) : (
          <Link to={`${address}${finding.Id}`}>{name}</Link>
        )}{' '}
        <span className="soft small">
          {[kind, finding.BusinessName].filter(Boolean).join(' · ')}
        </span>
        <p>{finding.Message}</p>
      </div>
    </li>
  )
}

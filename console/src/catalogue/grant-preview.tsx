// The next twelve grants of an offer as the form stands, for a contract that is chosen, before anything is saved.

import { MenuItem, TextField } from '@mui/material'
import { useDeferredValue, useState } from 'react'
import { useWatch } from 'react-hook-form'
import type { Page } from '../api/types.ts'
import { useGet } from '../api/use-get.ts'
import { day, lastDay } from '../shared/dates.ts'
import { money } from '../shared/money.ts'
import { Problem } from '../shared/problem.tsx'

interface Grant {
  readonly Name: string
  readonly Amount: number
  readonly ValidFrom: string
  readonly ExpireDate: string
  readonly TimeZone: string
}

interface Contract {
  readonly Id: number
  readonly CoworkerFullName: string
}

interface Plan {
  readonly CurrencyCode: string | null
}

export function GrantPreview({ offerId }: { offerId?: number }) {
  const form = useDeferredValue(useWatch())
  const [contract, setContract] = useState('')
  const plan = Number(form.TariffId) || undefined
  const [isOpened, setOpened] = useState(false)
  const { data: contracts } = useGet<Page<Contract>>(
    plan === undefined || !isOpened
      ? undefined
      : `/api/billing/coworkercontracts?CoworkerContract_Tariff=${plan}&size=100`,
  )
  // Without an amount the server would tell what the plan grants already.
  const isAsked = plan !== undefined && Number(form.Credit) > 0
  const path = isAsked ? previewPath(form, contract, plan, offerId) : undefined
  const { data, error } = useGet<Page<Grant>>(path)
  const { data: offering } = useGet<Plan>(
    plan === undefined ? undefined : `/api/billing/tariffs/${plan}`,
  )
  const currency = offering?.CurrencyCode ?? form.TariffBusinessCurrencyCode
  return (
    <section className="section preview" aria-label="The next twelve grants">
      <h2>The next twelve grants</h2>
      <TextField
        select
        label="Of the contract of"
        value={contract}
        onChange={(event) => setContract(event.target.value)}
        slotProps={{
          select: { displayEmpty: true, onOpen: () => setOpened(true) },
          inputLabel: { shrink: true },
        }}
      >
        <MenuItem value="">A contract that starts now</MenuItem>
        {contracts?.Records.map((one) => (
          <MenuItem key={one.Id} value={String(one.Id)}>
            {one.CoworkerFullName}
          </MenuItem>
        ))}
      </TextField>
      {!isAsked && <p className="soft">Say which plan grants how much to see them.</p>}
      <Problem of={error} />
      {isAsked && data && (
        <table className="rows grants">
          <thead>
            <tr>
              <th scope="col">Granted</th>
              <th scope="col">Good until</th>
              <th scope="col" className="number">
                Credit
              </th>
            </tr>
          </thead>
          <tbody>
            {data.Records.map((grant) => (
              <tr key={`${grant.Name} ${grant.ValidFrom}`}>
                <td>{day(grant.ValidFrom, grant.TimeZone)}</td>
                <td>{lastDay(grant.ExpireDate, grant.TimeZone)}</td>
                <td className="number">{money(grant.Amount, currency)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

function previewPath(
  form: Readonly<Record<string, unknown>>,
  contract: string,
  plan: number,
  offerId: number | undefined,
): string {
  const query = new URLSearchParams({ count: '12' })
  if (contract !== '') query.set('CoworkerContractId', contract)
  if (offerId !== undefined) query.set('TariffBookingCreditId', String(offerId))
  else if (contract === '') query.set('TariffId', String(plan))
  for (const [member, name] of [
    ['ServiceRenewalTime', 'ServiceRenewalTime'],
    ['Credit', 'TotalCredit'],
    ['Name', 'Name'],
  ] as const) {
    if (form[member]) query.set(name, String(form[member]))
  }
  return `/api/reports/upcoming-grants?${query}`
}

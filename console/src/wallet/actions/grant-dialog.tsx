import { Checkbox, FormControlLabel, TextField } from '@mui/material'
import { useState } from 'react'
import { post } from '../../api/client.ts'
import type { Wallet } from '../../api/types.ts'
import { may, useMe } from '../../session/me.ts'
import { dayAfter, instantOf, localOf } from '../../shared/dates.ts'
import { money } from '../../shared/money.ts'
import { RecordSelect } from '../../shared/options.tsx'
import { ReasonField, WriteDialog } from '../../shared/write-dialog.tsx'

const purposes = [
  ['CaneBeUsedForBookings', 'Bookings'],
  ['CaneBeUsedForEvents', 'Event tickets'],
  ['IsUniversalCredit', 'Products, passes, plans, charges'],
] as const

export function GrantDialog({ wallet, close }: { wallet: Wallet; close: () => void }) {
  const me = useMe()
  const [amount, setAmount] = useState('')
  const [name, setName] = useState('')
  const [last, setLast] = useState('')
  const [reason, setReason] = useState('')
  const [type, setType] = useState('')
  const [pays, setPays] = useState<ReadonlySet<string>>(new Set(['CaneBeUsedForBookings']))
  const isBookings = pays.has('CaneBeUsedForBookings')
  const value = Number(amount)
  const body = {
    CoworkerId: wallet.CoworkerId,
    BusinessId: wallet.BusinessId,
    Description: name,
    TotalCredit: value,
    ExpireDate: last === '' ? null : instantOf(dayAfter(last), wallet.TimeZone),
    ...Object.fromEntries(purposes.map(([member]) => [member, pays.has(member)])),
    ElegibleResourceTypes: isBookings && type !== '' ? [Number(type)] : [],
    Reason: reason,
  }
  return (
    <WriteDialog
      title={`Grant credit to ${wallet.CoworkerFullName}`}
      confirm="Grant"
      done={`${money(value, wallet.CurrencyCode)} was granted.`}
      isReady={value > 0 && pays.size > 0}
      needs={[name, reason]}
      effects={[
        {
          name: 'Spendable',
          before: money(wallet.Spendable, wallet.CurrencyCode),
          after: money(wallet.Spendable + value, wallet.CurrencyCode),
        },
      ]}
      write={(key) => post('/api/billing/coworkerbookingcredits', body, key)}
      close={close}
    >
      <TextField
        label={`Amount in ${wallet.CurrencyCode ?? 'the currency of the location'}`}
        type="number"
        value={amount}
        onChange={(event) => setAmount(event.target.value)}
        slotProps={{ htmlInput: { step: 'any', min: 0 } }}
        required
        autoFocus
      />
      <TextField
        label="Name"
        placeholder="Goodwill, October"
        value={name}
        onChange={(event) => setName(event.target.value)}
        required
      />
      <Purposes pays={pays} choose={setPays} />
      {isBookings && may(me, 'ResourceType-List') && (
        <RecordSelect
          label="Bookings of"
          all="Anything"
          value={type}
          choose={setType}
          path="/api/spaces/resourcetypes"
        />
      )}
      <TextField
        type="date"
        label="Valid through"
        value={last}
        onChange={(event) => setLast(event.target.value)}
        helperText="Empty: it does not end."
        slotProps={{
          inputLabel: { shrink: true },
          htmlInput: { min: localOf(wallet.At, wallet.TimeZone).slice(0, 10) },
        }}
      />
      <ReasonField value={reason} change={setReason} />
    </WriteDialog>
  )
}

interface PurposesProps {
  readonly pays: ReadonlySet<string>
  readonly choose: (pays: ReadonlySet<string>) => void
}

function Purposes({ pays, choose }: PurposesProps) {
  return (
    <fieldset className="choices">
      <legend className="soft small">It pays</legend>
      {purposes.map(([member, label]) => (
        <FormControlLabel
          key={member}
          label={label}
          control={
            <Checkbox
              checked={pays.has(member)}
              onChange={() => choose(toggled(pays, member))}
              size="small"
            />
          }
        />
      ))}
    </fieldset>
  )
}

function toggled(set: ReadonlySet<string>, member: string): ReadonlySet<string> {
  const next = new Set(set)
  if (!next.delete(member)) next.add(member)
  return next
}

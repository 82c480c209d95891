// Inputs that several forms of the catalogue share.

import type { ReactNode } from 'react'
import {
  BooleanInput,
  NumberInput,
  ReferenceArrayInput,
  ReferenceInput,
  required,
  SelectArrayInput,
  SelectInput,
} from 'react-admin'
import { useWatch } from 'react-hook-form'

const most = 200
const byName = { field: 'Name', order: 'ASC' } as const

interface PickProps {
  readonly source: string
  readonly reference: string
  readonly label: string
  readonly nameOf?: string
  readonly isRequired?: boolean
}

export function Pick({ source, reference, label, nameOf = 'Name', isRequired }: PickProps) {
  const sort = { field: nameOf, order: 'ASC' } as const
  return (
    <ReferenceInput source={source} reference={reference} perPage={most} sort={sort}>
      <SelectInput
        label={label}
        optionText={nameOf}
        fullWidth
        {...(isRequired ? { validate: required() } : {})}
      />
    </ReferenceInput>
  )
}

export function PickMany({ source, reference, label, nameOf = 'Name' }: PickProps) {
  const sort = nameOf === 'Name' ? byName : ({ field: nameOf, order: 'ASC' } as const)
  return (
    <ReferenceArrayInput source={source} reference={reference} perPage={most} sort={sort}>
      <SelectArrayInput
        className="many"
        label={label}
        optionText={nameOf}
        fullWidth
        helperText="Empty: all."
      />
    </ReferenceArrayInput>
  )
}

export function PriceInput({ source = 'Price', label = 'Price' }) {
  return <NumberInput source={source} label={label} validate={required()} min={0} />
}

/** Asks further only where the switch is on: without it the answer has no effect. */
function If({ source, children }: { source: string; children: ReactNode }) {
  return useWatch({ name: source }) === true ? children : null
}

/** What granted credit may pay. */
export function TermsInputs() {
  return (
    <>
      <BooleanInput className="switch" source="CaneBeUsedForBookings" label="Pays bookings" />
      <If source="CaneBeUsedForBookings">
        <PickMany
          source="ElegibleResourceTypes"
          reference="resource-types"
          label="Bookings of these resource types"
        />
      </If>
      <BooleanInput className="switch" source="CaneBeUsedForEvents" label="Pays event tickets" />
      <If source="CaneBeUsedForEvents">
        <PickMany
          source="EventCategories"
          reference="event-categories"
          label="Tickets of these categories"
          nameOf="Title"
        />
      </If>
      <BooleanInput
        className="switch"
        source="IsUniversalCredit"
        label="Pays products, passes, plans and one-off charges"
      />
      <If source="IsUniversalCredit">
        <PickMany source="ElegibleProducts" reference="products" label="These products" />
        <PickMany source="ElegiblePasses" reference="passes" label="These passes" />
        <BooleanInput
          className="switch"
          source="AppliesToCharges"
          label="Pays one-off charges even when it is limited to these"
        />
      </If>
      <PickMany
        source="ElegibleTariffs"
        reference="plans"
        label="Only while the holder is on these plans"
      />
    </>
  )
}

import { NumberInput, required, SelectField, SelectInput, TextField, TextInput } from 'react-admin'
import { CatalogueList } from './catalogue-list.tsx'
import { chargePeriods } from './choices.ts'
import { Pick, PickMany, PriceInput } from './inputs.tsx'
import { PriceField } from './price-field.tsx'
import { CreatePage, EditPage } from './record-page.tsx'

export function RateList() {
  return (
    <CatalogueList
      resource="rates"
      title="Rates"
      about="What bookings cost in money, and what they cost in credit."
    >
      <TextField source="Name" />
      <TextField source="ResourceTypeNames" label="Of" sortable={false} />
      <PriceField source="Price" label="Price" />
      <PriceField source="CreditPrice" label="Price in credit" />
      <SelectField source="ChargePeriod" label="Counted in" choices={chargePeriods} />
    </CatalogueList>
  )
}

const back = { to: '/rates', name: 'Rates' }

export function RateEdit() {
  return (
    <EditPage kind="Rate" back={back}>
      <RateInputs />
    </EditPage>
  )
}

export function RateCreate() {
  return (
    <CreatePage kind="rate" back={back}>
      <RateInputs />
    </CreatePage>
  )
}

function RateInputs() {
  return (
    <>
      <TextInput source="Name" validate={required()} />
      <Pick source="BusinessId" reference="locations" label="Location" isRequired />
      <PickMany source="ResourceTypes" reference="resource-types" label="Resource types" />
      <PriceInput />
      <NumberInput
        source="CreditPrice"
        label="Price in credit"
        helperText="What credit that uses credit prices pays. Empty: the price."
        min={0}
      />
      <SelectInput source="ChargePeriod" label="Counted in" choices={chargePeriods} fullWidth />
      <Pick source="CurrencyId" reference="currencies" label="Currency" nameOf="Code" isRequired />
      <NumberInput source="DisplayOrder" label="Order" defaultValue={1} validate={required()} />
    </>
  )
}

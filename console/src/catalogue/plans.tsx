import {
  NumberField,
  NumberInput,
  ReferenceManyField,
  required,
  SelectField,
  TextField,
  TextInput,
  useRecordContext,
} from 'react-admin'
import { AddLink } from './add-link.tsx'
import { CatalogueList } from './catalogue-list.tsx'
import { renewals } from './choices.ts'
import { Pick, PriceInput } from './inputs.tsx'
import { PriceField } from './price-field.tsx'
import { CreatePage, EditPage } from './record-page.tsx'
import { Rows } from './rows.tsx'

export function PlanList() {
  return (
    <CatalogueList
      resource="plans"
      title="Plans"
      about="What customers subscribe to, and the credit that comes with it."
    >
      <TextField source="Name" />
      <TextField source="BusinessName" label="Location" />
      <PriceField source="Price" label="Price" />
      <NumberField source="InvoiceEvery" label="Invoiced every (months)" />
    </CatalogueList>
  )
}

const back = { to: '/plans', name: 'Plans' }

export function PlanEdit() {
  return (
    <EditPage kind="Plan" back={back} below={<PlanOffers />}>
      <PlanInputs />
    </EditPage>
  )
}

export function PlanCreate() {
  return (
    <CreatePage kind="plan" back={back}>
      <PlanInputs />
    </CreatePage>
  )
}

function PlanInputs() {
  return (
    <>
      <TextInput source="Name" validate={required()} />
      <Pick source="BusinessId" reference="locations" label="Location" isRequired />
      <PriceInput />
      <Pick source="CurrencyId" reference="currencies" label="Currency" nameOf="Code" isRequired />
      <NumberInput
        source="InvoiceEvery"
        label="Invoiced every … months"
        defaultValue={1}
        validate={required()}
      />
      <NumberInput
        source="InvoiceEveryWeeks"
        label="… or every … weeks"
        defaultValue={0}
        validate={required()}
      />
      <NumberInput
        source="CancellationPeriod"
        label="Notice in months"
        defaultValue={0}
        validate={required()}
      />
      <NumberInput source="DisplayOrder" label="Order" defaultValue={1} validate={required()} />
      <TextInput source="Description" multiline />
    </>
  )
}

/** What every renewal of a contract on the plan grants. */
function PlanOffers() {
  const plan = useRecordContext()
  if (!plan) return null
  return (
    <>
      <section className="section offers">
        <header className="head">
          <h2>Credit it grants</h2>
          <AddLink resource="plan-offers" member="TariffId" id={plan.id} />
        </header>
        <ReferenceManyField
          reference="plan-offers"
          target="Tariff"
          sort={{ field: 'Name', order: 'ASC' }}
        >
          <Rows empty={<p className="empty">None.</p>}>
            <TextField source="Name" />
            <PriceField source="Credit" label="Credit" currency="TariffBusinessCurrencyCode" />
            <SelectField source="ServiceRenewalTime" label="Renewed" choices={renewals} />
          </Rows>
        </ReferenceManyField>
      </section>
      <section className="section offers">
        <header className="head">
          <h2>Time it grants</h2>
          <AddLink resource="plan-time" member="TariffId" id={plan.id} />
        </header>
        <ReferenceManyField reference="plan-time" target="Tariff">
          <Rows empty={<p className="empty">None.</p>}>
            <TextField source="ExtraServiceName" label="Of the rate" />
            <NumberField source="UsesIncluded" label="Units" />
            <SelectField source="ServiceRenewalTime" label="Renewed" choices={renewals} />
          </Rows>
        </ReferenceManyField>
      </section>
    </>
  )
}

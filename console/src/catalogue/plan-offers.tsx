import { NumberInput, required, SelectInput, TextInput, useRecordContext } from 'react-admin'
import { renewals } from './choices.ts'
import { GrantPreview } from './grant-preview.tsx'
import { Pick, TermsInputs } from './inputs.tsx'
import { CreatePage, EditPage } from './record-page.tsx'

const back = { to: '/plans', name: 'Plans' }
const toPlan = (_name: string, _id: unknown, data: Record<string, unknown>) =>
  `plans/${data.TariffId}`

export function PlanOfferEdit() {
  return (
    <EditPage kind="Credit of a plan" back={back}>
      <OfferInputs />
      <SavedPreview />
    </EditPage>
  )
}

export function PlanOfferCreate() {
  return (
    <CreatePage kind="credit of a plan" back={back} redirect={toPlan}>
      <OfferInputs />
      <GrantPreview />
    </CreatePage>
  )
}

function SavedPreview() {
  const offer = useRecordContext()
  return <GrantPreview offerId={Number(offer?.Id)} />
}

function OfferInputs() {
  return (
    <>
      <TextInput source="Name" validate={required()} />
      <Pick source="TariffId" reference="plans" label="Plan" isRequired />
      <NumberInput source="Credit" label="Credit granted each time" validate={required()} min={0} />
      <SelectInput
        source="ServiceRenewalTime"
        label="Granted"
        choices={renewals}
        defaultValue={3}
        validate={required()}
        fullWidth
      />
      <TermsInputs />
    </>
  )
}

export function PlanTimeEdit() {
  return (
    <EditPage kind="Time of a plan" back={back}>
      <TimeInputs />
    </EditPage>
  )
}

export function PlanTimeCreate() {
  return (
    <CreatePage kind="time of a plan" back={back} redirect={toPlan}>
      <TimeInputs />
    </CreatePage>
  )
}

function TimeInputs() {
  return (
    <>
      <Pick source="TariffId" reference="plans" label="Plan" isRequired />
      <Pick source="ExtraServiceId" reference="rates" label="Of the rate" isRequired />
      <NumberInput source="UsesIncluded" label="Units each time" validate={required()} min={0} />
      <SelectInput
        source="ServiceRenewalTime"
        label="Granted"
        choices={renewals}
        defaultValue={3}
        validate={required()}
        fullWidth
      />
    </>
  )
}

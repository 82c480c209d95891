import { NumberInput, required, SelectInput, TextInput } from 'react-admin'
import { expirations } from './choices.ts'
import { Pick, TermsInputs } from './inputs.tsx'
import { CreatePage, EditPage } from './record-page.tsx'

const back = { to: '/products', name: 'Products' }
const toProduct = (_name: string, _id: unknown, data: Record<string, unknown>) =>
  `products/${data.ProductId}`

export function ProductOfferEdit() {
  return (
    <EditPage kind="Credit of a product" back={back}>
      <OfferInputs />
    </EditPage>
  )
}

export function ProductOfferCreate() {
  return (
    <CreatePage kind="credit of a product" back={back} redirect={toProduct}>
      <OfferInputs />
    </CreatePage>
  )
}

function OfferInputs() {
  return (
    <>
      <TextInput source="Name" validate={required()} />
      <Pick source="ProductId" reference="products" label="Product" isRequired />
      <NumberInput source="Credit" label="Credit of one sale" validate={required()} min={0} />
      <NumberInput source="ExpiresIn" label="Expires after" helperText="Empty: it does not end." />
      <SelectInput source="ExpirationType" label="Counted in" choices={expirations} fullWidth />
      <TermsInputs />
    </>
  )
}

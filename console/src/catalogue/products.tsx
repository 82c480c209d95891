import {
  NumberInput,
  ReferenceManyField,
  required,
  TextField,
  TextInput,
  useRecordContext,
} from 'react-admin'
import { AddLink } from './add-link.tsx'
import { CatalogueList } from './catalogue-list.tsx'
import { Pick, PriceInput } from './inputs.tsx'
import { PriceField } from './price-field.tsx'
import { CreatePage, EditPage } from './record-page.tsx'
import { Rows } from './rows.tsx'

export function ProductList() {
  return (
    <CatalogueList
      resource="products"
      title="Products"
      about="What is sold one by one; packs bring credit."
    >
      <TextField source="Name" />
      <TextField source="BusinessName" label="Location" />
      <PriceField source="Price" label="Price" />
    </CatalogueList>
  )
}

const back = { to: '/products', name: 'Products' }

export function ProductEdit() {
  return (
    <EditPage kind="Product" back={back} below={<ProductOffers />}>
      <ProductInputs />
    </EditPage>
  )
}

export function ProductCreate() {
  return (
    <CreatePage kind="product" back={back}>
      <ProductInputs />
    </CreatePage>
  )
}

function ProductInputs() {
  return (
    <>
      <TextInput source="Name" validate={required()} />
      <TextInput source="Description" validate={required()} multiline />
      <Pick source="BusinessId" reference="locations" label="Location" isRequired />
      <PriceInput />
      <Pick source="CurrencyId" reference="currencies" label="Currency" nameOf="Code" isRequired />
      <NumberInput source="DisplayOrder" label="Order" defaultValue={1} validate={required()} />
    </>
  )
}

/** What every sale of the product grants. */
function ProductOffers() {
  const product = useRecordContext()
  if (!product) return null
  return (
    <section className="section offers">
      <header className="head">
        <h2>Credit it grants</h2>
        <AddLink resource="product-offers" member="ProductId" id={product.id} />
      </header>
      <ReferenceManyField
        reference="product-offers"
        target="Product"
        sort={{ field: 'Name', order: 'ASC' }}
      >
        <Rows empty={<p className="empty">None.</p>}>
          <TextField source="Name" />
          <PriceField source="Credit" label="Credit" currency="ProductBusinessCurrencyCode" />
        </Rows>
      </ReferenceManyField>
    </section>
  )
}

import { ReferenceField, required, TextField, TextInput } from 'react-admin'
import { CatalogueList } from './catalogue-list.tsx'
import { Pick } from './inputs.tsx'
import { CreatePage, EditPage } from './record-page.tsx'

export function ResourceTypeList() {
  return (
    <CatalogueList
      resource="resource-types"
      title="Resource types"
      about="The kinds of rooms and desks that credit can be kept to."
    >
      <TextField source="Name" />
      <ReferenceField source="BusinessId" reference="locations" label="Location" link={false}>
        <TextField source="Name" />
      </ReferenceField>
    </CatalogueList>
  )
}

const back = { to: '/resource-types', name: 'Resource types' }

export function ResourceTypeEdit() {
  return (
    <EditPage kind="Resource type" back={back}>
      <TypeInputs />
    </EditPage>
  )
}

export function ResourceTypeCreate() {
  return (
    <CreatePage kind="resource type" back={back}>
      <TypeInputs />
    </CreatePage>
  )
}

function TypeInputs() {
  return (
    <>
      <TextInput source="Name" validate={required()} />
      <Pick source="BusinessId" reference="locations" label="Location" isRequired />
    </>
  )
}

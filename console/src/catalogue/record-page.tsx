// The frame of a form of the catalogue: the name of the record, the way back, and the form.

import type { ReactNode } from 'react'
import { Create, Edit, SimpleForm, useEditContext, useRecordContext } from 'react-admin'
import { Link } from 'react-router-dom'
import { Problem } from '../shared/problem.tsx'
import './catalogue.css'

interface Props {
  readonly kind: string
  readonly back: { readonly to: string; readonly name: string }
  readonly children: ReactNode
}

interface EditProps extends Props {
  /** What belongs to the record, below its form. */
  readonly below?: ReactNode
}

export function EditPage({ kind, back, children, below }: EditProps) {
  return (
    <Edit
      mutationMode="pessimistic"
      redirect={false}
      actions={false}
      component={Frame}
      disableAuthentication
      queryOptions={{ onError: () => undefined }}
      error={<Unread kind={kind} back={back} />}
    >
      <Heading kind={kind} back={back} />
      <div className="panel">
        <SimpleForm>{children}</SimpleForm>
      </div>
      {below}
    </Edit>
  )
}

interface CreateProps extends Props {
  readonly redirect?: (name: string, id: unknown, data: Record<string, unknown>) => string
}

export function CreatePage({ kind, back, redirect, children }: CreateProps) {
  return (
    <Create redirect={(redirect as never) ?? 'edit'} actions={false} component={Frame}>
      <header>
        <Link to={back.to}>{back.name}</Link>
        <h1>New {kind}</h1>
      </header>
      <div className="panel">
        <SimpleForm>{children}</SimpleForm>
      </div>
    </Create>
  )
}

function Frame({ children }: { children?: ReactNode }) {
  return <div className="page record">{children}</div>
}

/** Of a record that did not come. */
function Unread({ kind, back }: Pick<Props, 'kind' | 'back'>) {
  const { error } = useEditContext()
  return (
    <>
      <header>
        <Link to={back.to}>{back.name}</Link>
        <h1>{kind}</h1>
      </header>
      <Problem of={error} />
    </>
  )
}

function Heading({ kind, back }: Pick<Props, 'kind' | 'back'>) {
  const record = useRecordContext()
  return (
    <header>
      <Link to={back.to}>{back.name}</Link>
      <h1>{record?.Name ?? kind}</h1>
      <p className="soft">{kind}</p>
    </header>
  )
}

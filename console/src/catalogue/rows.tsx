import type { ReactNode } from 'react'
import { Datagrid, useListContext } from 'react-admin'
import { Problem } from '../shared/problem.tsx'

interface Props {
  readonly children: ReactNode
  readonly empty?: React.ReactElement
}

/** The table of a list, each row the way to its record. A list that did not come is not an empty one. */
export function Rows({ children, empty }: Props) {
  const { error } = useListContext()
  if (error) return <Problem of={error} />
  return (
    <Datagrid rowClick="edit" bulkActionButtons={false} {...(empty ? { empty } : {})}>
      {children}
    </Datagrid>
  )
}

// The frame of every list of the catalogue: what it is about, the rows of one page, and the way to a new record.

import { Button } from '@mui/material'
import type { ReactNode } from 'react'
import { Datagrid, List, Pagination, useCanAccess } from 'react-admin'
import { Link } from 'react-router-dom'
import './catalogue.css'

interface Props {
  readonly resource: string
  readonly title: string
  readonly about: string
  readonly sort?: { readonly field: string; readonly order: 'ASC' | 'DESC' }
  readonly filters?: React.ReactElement[]
  readonly children: ReactNode
}

const rowsShown = 25

export function CatalogueList({ resource, title, about, sort, filters, children }: Props) {
  const { canAccess } = useCanAccess({ resource, action: 'create' })
  return (
    <div className="page catalogue">
      <header className="head">
        <div>
          <h1>{title}</h1>
          <p className="soft">{about}</p>
        </div>
        {canAccess && (
          <Button component={Link} to={`/${resource}/create`} variant="contained">
            Create
          </Button>
        )}
      </header>
      <List
        resource={resource}
        sort={{ field: 'Name', order: 'ASC', ...sort }}
        perPage={rowsShown}
        actions={false}
        exporter={false}
        empty={false}
        {...(filters ? { filters } : {})}
        pagination={<Pagination rowsPerPageOptions={[]} />}
      >
        <Datagrid rowClick="edit" bulkActionButtons={false}>
          {children}
        </Datagrid>
      </List>
    </div>
  )
}

// The frame of every list of the catalogue: what it is about, the rows of one page, and the way to a new record.

import { Button } from '@mui/material'
import type { ReactNode } from 'react'
import { List, Pagination, useCanAccess, useListContext } from 'react-admin'
import { Link } from 'react-router-dom'
import { Rows } from './rows.tsx'
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
        // The API refuses, and says so in its own words, as on every other screen.
        disableAuthentication
        queryOptions={{ onError: () => undefined }}
        {...(filters ? { filters } : {})}
        pagination={<Pages />}
      >
        <Rows>{children}</Rows>
      </List>
    </div>
  )
}

/** Rows that did not come are not counted. */
function Pages() {
  return useListContext().error ? null : <Pagination rowsPerPageOptions={[]} />
}

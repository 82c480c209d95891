// Records as react-admin wants them: an `id` beside the members of the wire, lists a page at a time, changes as PATCH.

import type { DataProvider, GetListParams, Identifier, RaRecord } from 'react-admin'
import { get, send } from './client.ts'
import { type Resource, resourceNamed } from './resources.ts'
import type { Page } from './types.ts'

interface Row {
  readonly Id: number
}

const recordOf = (row: Row) => ({ ...row, id: row.Id })

export const dataProvider = {
  getList: (name: string, params: GetListParams) => listOf(kindOf(name), params, params.filter),
  getManyReference: (name: string, params: GetListParams & { target: string; id: Identifier }) => {
    const kind = kindOf(name)
    return listOf(kind, params, { ...params.filter, [params.target]: params.id })
  },
  getOne: async (name: string, { id }: { id: Identifier }) => ({
    data: recordOf(await get<Row>(`${kindOf(name).path}/${id}`)),
  }),
  getMany: async (name: string, { ids }: { ids: Identifier[] }) => {
    const kind = kindOf(name)
    const query = new URLSearchParams({
      [`${kind.entity}_Id`]: `[${ids.join(',')}]`,
      size: String(Math.max(1, ids.length)),
    })
    const { Records } = await get<Page<Row>>(`${kind.path}?${query}`)
    return { data: Records.map(recordOf) }
  },
  create: async (name: string, { data }: { data: Partial<RaRecord> }) => {
    const body = { method: 'POST', body: data } as const
    return { data: recordOf({ ...data, ...(await send<Row>(kindOf(name).path, body)) }) }
  },
  update: async (
    name: string,
    params: { id: Identifier; data: Partial<RaRecord>; previousData?: Partial<RaRecord> },
  ) => {
    const changes = changesOf(params.data, params.previousData)
    const body = { method: 'PATCH', body: changes } as const
    await send(`${kindOf(name).path}/${params.id}`, body)
    return dataProvider.getOne(name, { id: params.id })
  },
  delete: async (name: string, { id }: { id: Identifier }) => {
    await send(`${kindOf(name).path}/${id}`, { method: 'DELETE' })
    return { data: { id } }
  },
} as unknown as DataProvider

async function listOf(
  kind: Resource,
  { pagination, sort }: GetListParams,
  filter: Readonly<Record<string, unknown>>,
) {
  const query = new URLSearchParams()
  query.set('page', String(pagination?.page ?? 1))
  query.set('size', String(pagination?.perPage ?? 25))
  if (sort?.field) {
    query.set('orderBy', sort.field === 'id' ? 'Id' : sort.field)
    query.set('dir', sort.order === 'DESC' ? 'desc' : 'asc')
  }
  for (const [member, value] of Object.entries(filter)) {
    if (value !== undefined && value !== '') query.set(`${kind.entity}_${member}`, String(value))
  }
  const page = await get<Page<Row>>(`${kind.path}?${query}`)
  return { data: page.Records.map(recordOf), total: page.TotalItems }
}

// Only what was changed is sent: what a form does not show stays as it is.
function changesOf(data: Partial<RaRecord>, before: Partial<RaRecord> | undefined) {
  const isChanged = ([name, value]: [string, unknown]) =>
    name !== 'id' && JSON.stringify(value) !== JSON.stringify(before?.[name])
  return Object.fromEntries(Object.entries(data).filter(isChanged))
}

function kindOf(name: string): Resource {
  const kind = resourceNamed(name)
  if (!kind) throw new Error(`The console knows no ${name}.`)
  return kind
}

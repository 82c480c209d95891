// Everything the description of the API offers, with a request for each that would succeed, and who may make it: by the
// documented roles and by the table of the routes that are no record's, never by what the code says.

import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import type { Entity } from '../../src/entities/entity.ts'
import { Samples } from './samples.ts'
import type { Method, World } from './world.ts'

const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))

type Operation = 'list' | 'get' | 'batchGet' | 'create' | 'update' | 'delete' | 'runCommand'
type Roles = Readonly<Record<string, readonly string[]>>

const documentedRoles: Readonly<Record<string, Roles>> = read('../entities/roles.json')
const document: { readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>> } =
  read('../../openapi.json')

/** Kinds that the documents do not know, whose roles are named by the same rule. */
const verbs: Readonly<Record<Operation, readonly string[]>> = {
  list: ['List'],
  get: ['Read'],
  batchGet: ['Read', 'List'],
  create: ['Create'],
  update: ['Edit'],
  delete: ['Delete'],
  runCommand: ['Update', 'Edit'],
}

/**
 * Each of the roles is enough. `full`: a full administrator. `administrator`: of any locations. `anyone`: who signed in.
 * `public`: everybody.
 */
export type Right = readonly string[] | 'full' | 'administrator' | 'anyone' | 'public'

export interface Route {
  /** Such as `PUT /api/sys/users`. */
  readonly name: string
  readonly method: Method
  readonly url: string
  readonly body?: unknown
  readonly right: Right
  /** Of routes that are records'. */
  readonly entity?: string
  readonly operation?: Operation
  readonly isWrite: boolean
  /** What a member may do without a role when it is about themselves. */
  readonly isForMembers: boolean
}

const seen = 'CoworkerBookingCredit-Read'
const listed = 'CoworkerBookingCredit-List'
const spent = 'CoworkerBookingCreditUseHistory-Create'

interface Own {
  readonly right: Right
  readonly isForMembers?: true
  /** Writes nothing, although it is a POST. */
  readonly isReading?: true
  readonly query?: string
  readonly body?: unknown
}

const charges = { Charges: [{ Kind: 'Other', Amount: 1 }] }

/** The routes that are no record's, in the words of the design. `{…}` are ids of samples. */
const own: Readonly<Record<string, Own>> = {
  'POST /api/token': { right: 'public' },
  'POST /api/token/revoke': { right: 'public' },
  'GET /api/auth/me': { right: 'anyone' },
  'GET /api/utils/enums': { right: 'anyone' },
  'GET /api/sandbox/clock': { right: 'full' },
  'POST /api/sandbox/clock': { right: 'full', body: { Now: '2030-01-01' } },
  'POST /api/sandbox/reset': { right: 'full', body: {} },
  'GET /healthz': { right: 'public' },
  'GET /readyz': { right: 'public' },
  'GET /metrics': { right: 'public' },
  'GET /api/audit': { right: 'administrator' },
  'GET /api/wallets': { right: [listed] },
  'GET /api/wallets/{CoworkerId}': { right: [seen], isForMembers: true },
  'GET /api/wallets/{CoworkerId}/statement': { right: [seen], isForMembers: true },
  'GET /api/wallets/{CoworkerId}/balances': { right: [seen], isForMembers: true },
  'POST /api/wallets/{CoworkerId}/quote': {
    right: [seen],
    isForMembers: true,
    isReading: true,
    body: charges,
  },
  'POST /api/wallets/{CoworkerId}/spend': { right: [spent], body: charges },
  'POST /api/wallets/{CoworkerId}/release': {
    right: [spent],
    body: { CoworkerBookingCreditUseHistoryId: '{CoworkerBookingCreditUseHistory}', Amount: 0.01 },
  },
  'POST /api/wallets/{CoworkerId}/adjust': {
    right: ['CoworkerBookingCredit-Edit'],
    body: { CoworkerBookingCreditId: '{CoworkerBookingCredit}', Amount: 1, Reason: 'A present' },
  },
  'GET /api/reports/upcoming-grants': {
    right: [seen],
    query: 'CoworkerContractId={CoworkerContract}',
  },
  'GET /api/reports/policies': { right: [listed], query: 'BusinessId={Business}' },
  'GET /api/reports/health': { right: [listed] },
  'GET /api/reports/liability': { right: [listed] },
  'GET /api/reports/breakage': { right: [listed] },
}

/** Writes that no role is enough for: locations and power are for full administrators to give. */
const forFullAdministrators = [
  'POST /api/sys/businesses',
  'POST /api/sys/userroles',
  'PUT /api/sys/userroles',
  'PATCH /api/sys/userroles/{id}',
  'PUT /api/sys/userroles/{id}',
  'DELETE /api/sys/userroles/{id}',
]

/** What members order for themselves. */
const forMembers = [
  'POST /api/spaces/bookings',
  'POST /api/content/eventattendees',
  'POST /api/billing/coworkerproducts',
]

export interface Scene {
  readonly world: World
  readonly samples: Samples
  readonly routes: readonly Route[]
  /** The customer that the requests are about. */
  readonly customer: number
}

/** Makes one record of every kind and a request for everything that can be done with it. */
export async function setScene(world: World): Promise<Scene> {
  const samples = new Samples(world)
  const routes: Route[] = []
  const customer = await samples.id('Coworker')
  const home = await samples.id('Business')
  const body = { Businesses: [home], InvoicingBusinessId: home }
  await world.ask('PATCH', `/api/spaces/coworkers/${customer}`, { body })
  for (const [path, item] of Object.entries(document.paths)) {
    for (const verb of Object.keys(item)) {
      const name = `${verb.toUpperCase()} ${path}`
      const owner = ownerOf(world, path)
      if (!owner) routes.push(await ownRoute(samples, name))
      else {
        const id = await samples.id(owner.name)
        routes.push(...(await recordRoutes(world, samples, owner, name, id)))
      }
    }
  }
  return { world, samples, routes, customer }
}

function ownerOf(world: World, path: string): Entity | undefined {
  return world.service.catalog.entities.find(
    (one) => path === one.path || path.startsWith(`${one.path}/`),
  )
}

/** The requests about one more record of a kind, in an order in which all of them succeed. */
export async function routesOfNew(
  { world, samples }: Scene,
  entity: string,
): Promise<readonly Route[]> {
  const owner = samples.entity(entity)
  const id = await samples.make(entity)
  const described = Object.entries(document.paths).flatMap(([path, item]) =>
    ownerOf(world, path) === owner
      ? Object.keys(item).map((verb) => `${verb.toUpperCase()} ${path}`)
      : [],
  )
  const made: Route[] = []
  for (const name of described) made.push(...(await recordRoutes(world, samples, owner, name, id)))
  // A record is deleted last.
  return made.sort((left, right) => Number(isEnd(left)) - Number(isEnd(right)))
}

const isEnd = ({ operation, name }: Route) =>
  operation === 'delete' || /DELETE|CANCEL|VOID|REFUND|BILL_RUN/.test(name)

async function ownRoute(samples: Samples, name: string): Promise<Route> {
  const known = own[name]
  if (!known) throw new Error(`${name} is described, and nobody has said who may use it`)
  const [method = '', path = ''] = name.split(' ')
  const withIds = async (text: string) => {
    let filled = text
    for (const [place, kind = ''] of text.matchAll(/"?\{(\w+)\}"?/g)) {
      filled = filled.replace(place, String(await samples.id(kind)))
    }
    return filled
  }
  const url = path.replace('{CoworkerId}', String(await samples.id('Coworker')))
  return {
    name,
    method: method as Method,
    url: known.query ? `${url}?${await withIds(known.query)}` : url,
    right: known.right,
    isWrite: method !== 'GET' && !known.isReading,
    isForMembers: known.isForMembers ?? false,
    ...(known.body === undefined
      ? {}
      : { body: JSON.parse(await withIds(JSON.stringify(known.body))) }),
  }
}

async function recordRoutes(
  world: World,
  samples: Samples,
  owner: Entity,
  name: string,
  id: number,
): Promise<readonly Route[]> {
  const [method = '', path = ''] = name.split(' ')
  const url = path.replace('{id}', String(id))
  const route = (operation: Operation, more: Partial<Route> = {}): Route => ({
    name: more.name ?? name,
    method: method as Method,
    url,
    right: forFullAdministrators.includes(more.name ?? name) ? 'full' : rightOf(owner, operation),
    entity: owner.name,
    operation,
    isWrite: method !== 'GET',
    isForMembers: forMembers.includes(name),
    ...more,
  })
  if (path.endsWith('/commands')) return [route('runCommand')]
  if (path.endsWith('/runcommand')) {
    const keys = await commandKeys(world, owner)
    return keys.map((Key) =>
      route('runCommand', { name: `${name} ${Key}`, body: { Key, Ids: [id] } }),
    )
  }
  if (method === 'GET' && path.endsWith('{id}')) return [route('get')]
  if (method === 'GET') {
    const filter = owner.requiredFilter
    return [
      route('list', filter ? { url: `${url}?${filter}=${id}` } : {}),
      route('batchGet', { name: `${name} of ids`, url: `${url}?id=[${id}]` }),
      route('batchGet', {
        name: `${name} by ids`,
        url: `${url}?${owner.name}_Id=[${id}]`,
      }),
    ]
  }
  if (method === 'POST') return [route('create', { body: await samples.body(owner) })]
  if (method === 'DELETE') return [route('delete')]
  const { body } = await world.ask('GET', `${owner.path}/${id}`)
  const required = Object.entries(owner.fields).filter(([, field]) => field.required)
  const whole = { ...Object.fromEntries(required.map(([one]) => [one, body[one]])), Id: id }
  if (method === 'PUT') return [route('update', { body: whole })]
  // Its only known caller sends partial bodies with PUT to the record itself.
  const put = { name: `PUT ${path}`, method: 'PUT' as const, body: whole }
  return [route('update', { body: whole }), route('update', put)]
}

async function commandKeys(world: World, owner: Entity): Promise<readonly string[]> {
  const { body } = await world.ask('GET', `${owner.path}/commands`)
  return ['NONE', ...body.map(({ Key }: { Key: string }) => Key)]
}

function rightOf(owner: Entity, operation: Operation): readonly string[] {
  const documented = documentedRoles[owner.name]?.[operation]
  const named = verbs[operation].map((verb) => `${owner.name}-${verb}`)
  // An operation that we add has the role that the rule gives it; either spelling is enough for the same thing.
  return [...new Set([...(documented ?? []), ...named])]
}

// What signing in, and failing to, leaves behind.
const passedOver = ['audit_entry', 'access_token', 'refresh_token', 'spent_refresh_token']

/** A fingerprint of everything stored: rows of every table, their number and their content. */
export async function everythingStored(world: World): Promise<string> {
  const { executor } = world.service.database
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = current_schema() and table_type = 'BASE TABLE'
      and not table_name = any(${passedOver}::text[])
    order by table_name`.execute(executor)
  const prints = tables.map(
    ({ name }) => sql`
      select ${name}::text as name, count(*) as number, md5(string_agg(t::text, '|' order by t::text)) as print
      from ${sql.table(name)} t`,
  )
  const { rows } = await sql`${sql.join(prints, sql` union all `)}`.execute(executor)
  return JSON.stringify(rows)
}

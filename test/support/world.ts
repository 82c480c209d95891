// A service of its own for every test file, asked over HTTP without a port.

import { randomUUID } from 'node:crypto'
import type { FastifyInstance, InjectOptions } from 'fastify'
import pg from 'pg'
import { inject } from 'vitest'
import type { RateLimit } from '../../src/config.ts'
import { type Catalog, catalog as fullCatalog } from '../../src/entities/catalog.ts'
import { buildApp } from '../../src/http/app.ts'
import type { Sandbox, Service } from '../../src/operations/call.ts'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { openCopy } from './data-folder.ts'
import { administrator, withDatabase } from './template.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'

export interface Ask {
  readonly body?: unknown
  /** A bearer token; the administrator's unless told otherwise; null sends none. */
  readonly token?: string | null
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as it is, in place of `body`. */
  readonly text?: string
}

export interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any
  readonly text: string
  readonly headers: Readonly<Record<string, unknown>>
}

export interface World {
  readonly service: Service
  readonly app: FastifyInstance
  readonly token: string
  /** Of the database, where it is on a server. */
  readonly url: string | undefined
  readonly ask: (method: Method, url: string, ask?: Ask) => Promise<Answer>
  /** POSTs a record and answers its id; fails the test when it is refused. */
  readonly create: (path: string, body: unknown) => Promise<number>
  /** A user with these roles, signed in; answers the token. */
  readonly signInAs: (user: TestUser) => Promise<string>
  readonly close: () => Promise<void>
}

export interface TestUser {
  readonly roles?: readonly string[]
  readonly isAdmin?: boolean
  readonly businesses?: readonly number[]
  readonly apiAccess?: boolean
  readonly active?: boolean
  readonly coworkerId?: number
}

/** Whether the suite runs on PostgreSQL, where several connections work at once. */
export const isPostgres = Boolean(process.env.TEST_DATABASE_URL)

export interface WorldOptions {
  readonly rateLimit?: RateLimit
  readonly metricsToken?: string
  readonly catalog?: Catalog
  readonly sandbox?: Sandbox
  /** Whether spends that wait together are done together; they are unless told otherwise. */
  readonly folds?: boolean
  /** Milliseconds a statement waits for a lock; on PostgreSQL only. */
  readonly lockTimeout?: number | undefined
  /** Where the service finds the database, when it is not to go to it straight; on PostgreSQL only. */
  readonly through?: (url: string) => string
}

export async function openWorld(options: WorldOptions = {}): Promise<World> {
  return openWorldOn(await copyTemplate(options), options)
}

/** The same on a database that has an administrator already. */
export async function openWorldOn(
  { database, url, drop }: Copy,
  options: WorldOptions = {},
): Promise<World> {
  const service: Service = {
    database,
    catalog: options.catalog ?? fullCatalog,
    sandbox: options.sandbox,
    folds: options.folds,
  }
  const app = await buildApp(service, {
    logLevel: 'silent',
    rateLimit: options.rateLimit,
    metricsToken: options.metricsToken,
  })
  const send = (method: Method, url: string, ask: Ask, token: string | null) =>
    sendTo(app, method, url, ask, token)
  const token = await signIn(app, administrator.email, administrator.password)
  const ask: World['ask'] = (method, url, given = {}) =>
    send(method, url, given, given.token === undefined ? token : given.token)
  const create: World['create'] = async (path, body) => {
    const answer = await ask('POST', path, { body })
    if (answer.status !== 200) throw new Error(`POST ${path} answered ${answer.text}`)
    return answer.body.Value.Id
  }
  return {
    service,
    app,
    token,
    url,
    ask,
    create,
    signInAs: (user) => signInAs({ app, create, ask }, user),
    close: async () => {
      await app.close()
      await database.close()
      await drop()
    },
  }
}

export interface Copy {
  readonly database: Database
  readonly url: string | undefined
  readonly drop: () => Promise<void>
}

async function copyTemplate({ lockTimeout, through }: WorldOptions): Promise<Copy> {
  const server = process.env.TEST_DATABASE_URL
  if (!server) {
    const database = await openCopy(inject('migrated'))
    return { database, url: undefined, drop: async () => {} }
  }
  const name = `deskbank_test_${randomUUID().replaceAll('-', '')}`
  await runOnServer(server, `create database ${name} template ${inject('template')}`)
  const url = withLockTimeout(withDatabase(server, name), lockTimeout)
  const database = await openDatabase({ engine: 'postgres', url: through?.(url) ?? url })
  return { database, url, drop: () => runOnServer(server, `drop database ${name} with (force)`) }
}

/** The address says it, as an operator would, and goes before what the service asks for by itself. */
function withLockTimeout(url: string, lockTimeout: number | undefined): string {
  if (lockTimeout === undefined) return url
  const changed = new URL(url)
  const options = `-c TimeZone=UTC -c DateStyle=ISO -c lock_timeout=${lockTimeout}`
  changed.searchParams.set('options', options)
  return changed.href
}

/** A statement for the server itself, such as one that makes a database. */
export async function runOnServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

async function sendTo(
  app: FastifyInstance,
  method: Method,
  url: string,
  ask: Ask,
  token: string | null,
): Promise<Answer> {
  const hasBody = ask.body !== undefined || ask.text !== undefined
  const request: InjectOptions = {
    method,
    url,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(hasBody ? { 'content-type': 'application/json' } : {}),
      ...ask.headers,
    },
    ...(hasBody ? { payload: ask.text ?? JSON.stringify(ask.body) } : {}),
  }
  const { statusCode, body: text, headers } = await app.inject(request)
  return { status: statusCode, text, body: parsed(text), headers }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export async function signIn(
  app: FastifyInstance,
  email: string,
  password: string,
): Promise<string> {
  const answer = await app.inject({
    method: 'POST',
    url: '/api/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ grant_type: 'password', username: email, password }).toString(),
  })
  if (answer.statusCode !== 200) throw new Error(`sign-in answered ${answer.body}`)
  return answer.json().access_token
}

let users = 0

async function signInAs(
  world: Pick<World, 'app' | 'create' | 'ask'>,
  user: TestUser,
): Promise<string> {
  users += 1
  const email = `user${users}@example.com`
  const password = `password ${users}`
  const roles = user.roles ?? []
  const role =
    roles.length > 0
      ? [await world.create('/api/sys/userroles', { Name: `Role ${users}`, Roles: roles })]
      : []
  const id = await world.create('/api/sys/users', {
    FullName: `User ${users}`,
    Email: email,
    NewPassword: password,
    APIAccess: user.apiAccess ?? true,
    IsAdmin: user.isAdmin ?? false,
    Active: true,
    Businesses: user.businesses ?? [],
    UserRoles: role,
  })
  if (user.coworkerId !== undefined) {
    await world.ask('PATCH', `/api/spaces/coworkers/${user.coworkerId}`, { body: { UserId: id } })
  }
  return signIn(world.app, email, password)
}

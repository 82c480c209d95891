// Asks many requests as somebody, compares every answer with what is right, and keeps count of both.

import { sql } from 'kysely'
import type { Route } from './access-routes.ts'
import { administrator } from './template.ts'
import { makeUser, passwordGrant } from './users.ts'
import type { World } from './world.ts'

export interface Reply {
  readonly status: number
  readonly text: string
}

async function send(
  world: World,
  { method, url, body }: Pick<Route, 'url' | 'body'> & { readonly method: string },
  authorization: string | undefined,
): Promise<Reply> {
  const answer = await world.app.inject({
    method: method as 'GET',
    url,
    headers: {
      ...(authorization === undefined ? {} : { authorization }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  })
  return { status: answer.statusCode, text: answer.body }
}

/** The right status, or several; undefined for what is not to be asked. */
export type Expected = (route: Route) => number | readonly number[] | undefined

/** Who asked, how many requests, and how many were answered wrongly. */
export class Tally {
  readonly rows: [string, number, number][] = []
  private readonly world: World

  constructor(world: World) {
    this.world = world
  }

  /** Asks for all of it, a few at a time, and answers what came out wrong. */
  async askAll(
    who: string,
    routes: readonly Route[],
    authorization: string | undefined,
    expected: Expected,
    look: (route: Route, reply: Reply) => string | undefined = () => undefined,
  ): Promise<readonly string[]> {
    const asked = routes.filter((route) => expected(route) !== undefined)
    const wrong: string[] = []
    for (let start = 0; start < asked.length; start += 25) {
      const some = asked.slice(start, start + 25)
      const replies = await Promise.all(some.map((route) => send(this.world, route, authorization)))
      for (const [index, reply] of replies.entries()) {
        const route = some[index] as Route
        const right = [expected(route)].flat()
        const problem = right.includes(reply.status)
          ? look(route, reply)
          : `${right.join(' or ')} expected`
        if (problem) wrong.push(`${route.name}: ${problem}, got ${reply.status} ${reply.text}`)
      }
    }
    this.count(who, asked.length, wrong.length)
    return wrong
  }

  count(who: string, asked: number, wrong: number): void {
    const row = this.rows.find(([name]) => name === who)
    if (!row) this.rows.push([who, asked, wrong])
    else {
      row[1] += asked
      row[2] += wrong
    }
  }
}

/** A refusal, and nothing besides. */
export const isEnvelope = (_: Route, { text }: Reply) => {
  const body = JSON.parse(text)
  const { Value, Errors, WasSuccessful, Message } = body
  const isRight = Value === null && Errors === null && WasSuccessful === false && Message !== ''
  return isRight && Object.keys(body).length === 4
    ? undefined
    : 'the envelope of a refusal expected'
}

/** The same request in other spellings that mean the same. */
export function spellings(route: Route): readonly Route[] {
  const [path = '', query] = route.url.split('?')
  const more = query === undefined ? '' : `?${query}`
  const otherGroup = path.replace(/^\/api\/(billing|spaces|content|sys)\//, '/api/utils/')
  return [path.toUpperCase(), `${path}/`, path.replaceAll('/', '//'), otherGroup]
    .map((url) => ({ ...route, url: `${url}${more}` }))
    .concat(route.method === 'GET' ? [{ ...route, method: 'HEAD' as 'GET' }] : [])
}

/** Ids and addresses that stand for records and for nothing else. */
export async function uniqueMarks(world: World): Promise<readonly string[]> {
  const found: string[] = []
  for (const { table: name, location, fields } of world.service.catalog.entities) {
    if (location === undefined) continue
    const email = 'Email' in fields ? sql`email` : sql`null`
    const { rows } = await sql<{ id: string; email: string | null }>`
      select unique_id as id, ${email} as email from ${sql.table(name)}`.execute(
      world.service.database.executor,
    )
    const emails = rows.flatMap(({ email: one }) => one ?? [])
    // Records name who saved them last; that is for everybody who sees the record.
    found.push(...rows.map(({ id }) => id), ...emails.filter((one) => one !== administrator.email))
  }
  return found
}

/** One login whose roles are changed underneath it; answers its header. */
export async function staff(world: World): Promise<(roles: readonly string[]) => Promise<string>> {
  const role = await world.create('/api/sys/userroles', { Name: 'Changing', Roles: [] })
  const login = await makeUser(world, { UserRoles: [role] })
  const authorization = `Bearer ${(await passwordGrant(world, login)).body.access_token}`
  return async (roles) => {
    await sql`update user_role set roles = ${[...roles]} where id = ${role}`.execute(
      world.service.database.executor,
    )
    return authorization
  }
}

export function grouped<Item>(items: readonly Item[], key: (item: Item) => string) {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const known = groups.get(key(item))
    if (known) known.push(item)
    else groups.set(key(item), [item])
  }
  return groups
}

// Everything that is served, asked by everybody there is: who gets in, who is told why not, and that what was refused
// changed nothing and told nothing. What is right comes from the documented roles and from the design, not from the code.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allRoles } from '../../src/operations/people.ts'
import { type Caller, nobodies } from '../support/access-callers.ts'
import {
  type Expected,
  grouped,
  isEnvelope,
  type Reply,
  spellings,
  staff,
  Tally,
  uniqueMarks,
} from '../support/access-matrix.ts'
import {
  everythingStored,
  type Route,
  routesOfNew,
  type Scene,
  setScene,
} from '../support/access-routes.ts'
import { recordGuarantee } from '../support/guarantees.ts'
import { makeCustomer, makeLocation } from '../support/space.ts'
import { makeUser, passwordGrant } from '../support/users.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let scene: Scene
let tally: Tally
let here: number
/** Marks of every record that exists before anybody else comes: none of them is for other locations to see. */
let marks: readonly string[]

beforeAll(async () => {
  world = await openWorld({ sandbox: { restore: async () => {} } })
  scene = await setScene(world)
  tally = new Tally(world)
  here = await scene.samples.id('Business')
  marks = await uniqueMarks(world)
}, 240_000)
afterAll(() => world.close())

async function expectNothingChanged(run: () => Promise<void>): Promise<void> {
  const before = await everythingStored(world)
  await run()
  expect(await everythingStored(world)).toBe(before)
}

const isEveryones = ({ right }: Route) => right === 'public'

describe('nobody gets in', () => {
  test('without a valid token or pair, and nothing changes', async () => {
    const callers: readonly Caller[] = await nobodies(world)
    await expectNothingChanged(async () => {
      const unauthenticated: Expected = (route) => (isEveryones(route) ? undefined : 401)
      for (const { name, authorization } of callers) {
        const { routes } = scene
        expect(
          await tally.askAll(name, routes, authorization, unauthenticated, isEnvelope),
        ).toEqual([])
      }
      const others = scene.routes.flatMap(spellings)
      expect(
        await tally.askAll('no token, other spellings', others, undefined, unauthenticated),
      ).toEqual([])
    })
  }, 240_000)

  test('with the wrong role: a login without any may do nothing', async () => {
    const token = await world.signInAs({})
    const expected: Expected = ({ right }) =>
      right === 'public' ? undefined : right === 'anyone' ? 200 : 403
    await expectNothingChanged(async () => {
      expect(await tally.askAll('no role', scene.routes, `Bearer ${token}`, expected)).toEqual([])
    })
  }, 120_000)

  test('with every role there is but the right one, each alone included', async () => {
    const asWith = await staff(world)
    const groups = grouped(scene.routes, ({ right }) => JSON.stringify(right))
    const before = await everythingStored(world)
    for (const routes of groups.values()) {
      const { right } = routes[0] as Route
      if (right === 'public' || right === 'anyone') continue
      const enough = typeof right === 'string' ? [] : right
      const authorization = await asWith(everyRole().filter((role) => !enough.includes(role)))
      expect(
        await tally.askAll('all other roles', routes, authorization, () => 403, isEnvelope),
      ).toEqual([])
    }
    await asWith([])
    expect(await everythingStored(world)).toBe(before)
  }, 120_000)
})

const everyRole = () => allRoles(world.service.catalog)

describe('a member', () => {
  let customer: number
  let authorization: string

  beforeAll(async () => {
    ;({ customer } = scene)
    authorization = `Bearer ${await world.signInAs({ coworkerId: customer, apiAccess: false })}`
  })

  test('sees their own wallet, orders for themselves, and does nothing else', async () => {
    const expected: Expected = ({ right, isForMembers }) =>
      right === 'public' ? undefined : right === 'anyone' || isForMembers ? 200 : 403
    const own = scene.routes.map((route) =>
      route.operation === 'create'
        ? { ...route, body: { ...(route.body as object), CoworkerId: customer } }
        : route,
    )
    const isOrder = (route: Route) => route.operation === 'create' && route.isForMembers
    const before = await everythingStored(world)
    const rest = own.filter((route) => !isOrder(route))
    expect(await tally.askAll('a member', rest, authorization, expected)).toEqual([])
    expect(await everythingStored(world)).toBe(before)
    expect(await tally.askAll('a member', own.filter(isOrder), authorization, expected)).toEqual([])
  }, 120_000)

  test('gets at nothing of another customer', async () => {
    const other = await makeCustomer(world, here)
    const others = scene.routes
      .filter(({ isForMembers }) => isForMembers)
      .map((route) => ({
        ...route,
        url: route.url.replace(`wallets/${customer}`, `wallets/${other}`),
        ...(route.operation === 'create'
          ? { body: { ...(route.body as object), CoworkerId: other } }
          : {}),
      }))
    await expectNothingChanged(async () => {
      const wrong = await tally.askAll(
        "another's things",
        others,
        authorization,
        () => 403,
        isEnvelope,
      )
      expect(wrong).toEqual([])
    })
  })
})

describe('an administrator of another location', () => {
  /** Records of these belong to everybody. */
  const shared = ['Country', 'Currency', 'SimpleTimeZone', 'UserRole']
  /** Of these, the administrator has one of their own. */
  const own = ['Business', 'User']
  let authorization: string

  beforeAll(async () => {
    const elsewhere = await makeLocation(world)
    authorization = `Bearer ${await world.signInAs({ isAdmin: true, businesses: [elsewhere] })}`
  })

  const expected: Expected = ({ right, entity, operation, method, url }) => {
    if (right === 'public') return undefined
    if (right === 'full') return entity !== undefined && !shared.includes(entity) ? [403, 404] : 403
    if (entity === undefined) return /wallets\/\d|Id=\d/.test(url) ? [400, 404] : 200
    if (operation === 'list' || operation === 'batchGet' || operation === 'runCommand') return 200
    if (shared.includes(entity)) return method === 'GET' ? 200 : 403
    // Where it is made by default, a new customer is at home with whoever adds it.
    if (operation === 'create') return entity === 'Coworker' ? undefined : [400, 403]
    return 404
  }

  const showsNothing = (route: Route, { text }: Reply): string | undefined => {
    const mark = marks.find((one) => text.includes(one))
    if (mark) return `shows ${mark}`
    const { entity = '', operation, name } = route
    if (name.includes('runcommand')) {
      return JSON.parse(text).WasSuccessful ? 'a refusal expected' : undefined
    }
    if (shared.includes(entity) || !['list', 'batchGet'].includes(operation ?? '')) return undefined
    const body = JSON.parse(text)
    const items = Array.isArray(body) ? body.length : body.TotalItems
    const most = operation === 'list' && own.includes(entity) ? 1 : 0
    return items === most ? undefined : `${items} records`
  }

  test('sees none of it and changes none of it', async () => {
    await expectNothingChanged(async () => {
      const who = 'an administrator of another location'
      expect(await tally.askAll(who, scene.routes, authorization, expected, showsNothing)).toEqual(
        [],
      )
    })
  }, 120_000)

  test('finds none of it by any filter, nor by an order', async () => {
    const lists = scene.routes.filter(
      ({ operation, entity = '' }) =>
        operation === 'list' && !shared.includes(entity) && !own.includes(entity),
    )
    const narrowed = lists.flatMap((route) => {
      const glue = route.url.includes('?') ? '&' : '?'
      const { fields, name } = scene.samples.entity(route.entity ?? '')
      const joined = Object.keys(fields).filter((one) => fields[one]?.source.from === 'joined')
      return [
        ...marks.slice(0, 3).map((mark) => `${name}_UniqueId=${mark}`),
        'orderBy=CreatedOn&dir=desc',
        ...joined.map((one) => `orderBy=${one}`),
        `from_${name}_CreatedOn=2000-01-01`,
        'page=2&size=1',
      ].map((query) => ({ ...route, url: `${route.url}${glue}${query}` }))
    })
    const answered: Expected = () => [200, 400]
    const none = (route: Route, reply: Reply) =>
      reply.status === 200 ? showsNothing(route, reply) : undefined
    const who = 'the same, by filter and order'
    expect(await tally.askAll(who, narrowed, authorization, answered, none)).toEqual([])
  }, 120_000)

  test('has nothing of it in tables for spreadsheets', async () => {
    const tables = scene.routes
      .filter(({ entity, method, url }) => !entity && method === 'GET' && url.startsWith('/api/'))
      .filter(({ right }) => right !== 'full' && right !== 'anyone')
      .map((route) => ({
        ...route,
        url: `${route.url}${route.url.includes('?') ? '&' : '?'}format=csv`,
      }))
    const who = 'the same, as CSV'
    expect(await tally.askAll(who, tables, authorization, expected, showsNothing)).toEqual([])
  })
})

describe('the right role alone', () => {
  const kinds = () => [...new Set(scene.routes.flatMap(({ entity }) => entity ?? []))]

  test('is enough for every route of every kind of record, in any case', async () => {
    const asWith = await staff(world)
    for (const kind of kinds()) {
      for (const route of await routesOfNew(scene, kind)) {
        if (typeof route.right === 'string') continue
        // One role at a time; a deletion can only be done once.
        const roles = route.operation === 'delete' ? route.right.slice(0, 1) : route.right
        for (const [index, role] of roles.entries()) {
          const authorization = await asWith([index === 0 ? role : role.toUpperCase()])
          expect(await tally.askAll('the right role', [route], authorization, () => 200)).toEqual(
            [],
          )
        }
      }
    }
  }, 240_000)

  test('is enough for wallets and reports', async () => {
    const asWith = await staff(world)
    const ours = scene.routes.filter(({ entity, right }) => !entity && typeof right !== 'string')
    for (const route of ours) {
      for (const role of route.right) {
        const authorization = await asWith([role])
        expect(await tally.askAll('the right role', [route], authorization, () => 200)).toEqual([])
      }
    }
  })
})

test('a full administrator needs no role, by token or by password', async () => {
  const login = await makeUser(world, { IsAdmin: true })
  const token = (await passwordGrant(world, login)).body.access_token
  const pair = Buffer.from(`${login.email}:${login.password}`).toString('base64')
  const reads = scene.routes.filter(({ isWrite, right }) => !isWrite && right !== 'public')
  const who = 'a full administrator'
  expect(await tally.askAll(who, reads, `Bearer ${token}`, () => 200)).toEqual([])
  expect(await tally.askAll(who, reads, `Basic ${pair}`, () => 200)).toEqual([])
  const powers = scene.routes.filter(({ right, isWrite }) => right === 'full' && isWrite)
  const made = await routesOfNew(scene, 'UserRole')
  const once = [...powers.filter(({ entity }) => entity !== 'UserRole'), ...made]
  // The sandbox is emptied last of all.
  once.sort(
    (left, right) => Number(left.name.includes('reset')) - Number(right.name.includes('reset')),
  )
  for (const route of once) {
    expect(await tally.askAll(who, [route], `Bearer ${token}`, () => 200)).toEqual([])
  }
}, 120_000)

test('a verb that is not offered answers 405 and says which are', async () => {
  const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
  const paths = grouped(
    // Below a collection these are read as ids by every other verb.
    scene.routes.filter(({ name }) => !/ (of|by) ids$|commands?\b/.test(name)),
    ({ url }) => url.split('?')[0] ?? '',
  )
  for (const [url, routes] of paths) {
    const offered: readonly string[] = routes.map(({ method }) => method)
    for (const method of methods.filter((one) => !offered.includes(one))) {
      const answer = await world.app.inject({
        method: method as 'GET',
        url,
        headers: { authorization: `Bearer ${world.token}` },
      })
      expect([method, url, answer.statusCode]).toEqual([method, url, 405])
      expect(String(answer.headers.allow).split(', ').sort()).toEqual([...new Set(offered)].sort())
      expect(answer.json()).toMatchObject({ Value: null, Errors: null, WasSuccessful: false })
      tally.count('verbs that are not offered', 1, 0)
    }
  }
}, 120_000)

test('nothing was answered wrongly, and the table of it is kept', () => {
  recordGuarantee(
    'access',
    `Every route of \`openapi.json\` (${scene.routes.length} requests, with every command), asked by everybody there is.`,
    ['who asks', 'requests', 'answered wrongly'],
    tally.rows,
  )
  expect(tally.rows.length).toBeGreaterThan(20)
  expect(tally.rows.filter(([, , wrong]) => wrong > 0)).toEqual([])
})

// Who may do what with every kind of record: 401, 403, 405 and the one role that is enough, generated from the catalog.

import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { catalog } from '../../src/entities/catalog.ts'
import type { Entity, Operation } from '../../src/entities/entity.ts'
import { allRoles } from '../../src/operations/people.ts'
import { Samples } from '../support/samples.ts'
import { type Answer, type Method, openWorld, type World } from '../support/world.ts'

let world: World
let samples: Samples
let token: string

beforeAll(async () => {
  world = await openWorld()
  samples = new Samples(world)
  token = await world.signInAs({ roles: ['Coworker-List'] })
})
afterAll(() => world.close())

const all = catalog.entities.map((owner) => [owner.name, owner] as const)

interface Call {
  readonly method: Method
  readonly url: string
  readonly body?: unknown
}

/** Calls and the roles of which each is enough for them. */
interface Right {
  readonly verbs: readonly string[]
  readonly calls: readonly Call[]
}

/** Everything that a record offers, in an order in which all of it succeeds on one that exists. */
function rightsOf(owner: Entity, id: number, newBody: unknown, newValues: object): Right[] {
  const one = `${owner.path}/${id}`
  const parent = owner.requiredFilter ? `?${owner.requiredFilter}=${id}` : ''
  const offers = (operation: Operation) => owner.operations.includes(operation)
  const rights: Right[] = [
    { verbs: ['List'], calls: [{ method: 'GET', url: `${owner.path}${parent}` }] },
    { verbs: ['Read'], calls: [{ method: 'GET', url: one }] },
    {
      verbs: ['Read', 'List'],
      calls: [
        { method: 'GET', url: `${owner.path}/?id=[${id}]` },
        { method: 'GET', url: `${owner.path}?${owner.name}_Id=[${id}]` },
      ],
    },
    {
      verbs: ['Update', 'Edit'],
      calls: [
        { method: 'GET', url: `${owner.path}/commands` },
        { method: 'POST', url: `${owner.path}/runcommand`, body: { Key: 'NONE', Ids: [id] } },
      ],
    },
  ]
  if (offers('create')) {
    rights.push({ verbs: ['Create'], calls: [{ method: 'POST', url: owner.path, body: newBody }] })
  }
  if (offers('update')) {
    rights.push({
      verbs: ['Edit'],
      calls: [
        { method: 'PATCH', url: one, body: {} },
        { method: 'PUT', url: one, body: {} },
        { method: 'PUT', url: owner.path, body: { ...newValues, Id: id } },
      ],
    })
  }
  if (offers('delete')) rights.push({ verbs: ['Delete'], calls: [{ method: 'DELETE', url: one }] })
  return rights
}

/** The calls on a record that nobody has to make: whether it exists is asked after who asks. */
const anyRights = (owner: Entity) => rightsOf(owner, 999_999_999, {}, {})

async function realRights(owner: Entity): Promise<readonly Right[]> {
  const id = await samples.make(owner.name)
  const { body } = await world.ask('GET', `${owner.path}/${id}`)
  const required = Object.entries(owner.fields).filter(([, field]) => field.required)
  const values = Object.fromEntries(required.map(([name]) => [name, body[name]]))
  return rightsOf(owner, id, await samples.body(owner), values)
}

/** Makes calls as the one user who is given roles here, with these and no others. */
async function withRoles(roles: readonly string[], calls: readonly Call[]): Promise<Answer[]> {
  await sql`update user_role set roles = ${roles}`.execute(world.service.database.executor)
  const answers: Answer[] = []
  for (const { method, url, body } of calls) {
    answers.push(await world.ask(method, url, { body, token }))
  }
  return answers
}

/** What no role is enough for: a full administrator does it (design 5). */
function isForAdministrators(owner: Entity, { verbs }: Right): boolean {
  const isWrite = ['Create', 'Edit', 'Delete'].includes(verbs[0] ?? '')
  if (verbs[0] === 'Create' && owner.createdByFullAdministrators) return true
  return isWrite && owner.changedByFullAdministrators === true
}

const refusal = { Message: expect.any(String), Value: null, Errors: null, WasSuccessful: false }

describe.each(all)('%s', (_, owner) => {
  test('nothing is answered without a token, or with a wrong one', async () => {
    const calls = anyRights(owner).flatMap((right) => right.calls)
    for (const [index, { method, url, body }] of calls.entries()) {
      const answer = await world.ask(method, url, { body, token: index === 0 ? 'wrong' : null })
      expect([method, url, answer.status]).toEqual([method, url, 401])
      expect(answer.body).toEqual(refusal)
      expect(answer.headers['www-authenticate']).toBe('Bearer')
    }
  })

  test('all roles but the right one are not enough', async () => {
    for (const { verbs, calls } of anyRights(owner)) {
      const right = verbs.map((verb) => `${owner.name}-${verb}`)
      const others = allRoles(catalog).filter((role) => !right.includes(role))
      for (const [index, answer] of (await withRoles(others, calls)).entries()) {
        expect([calls[index], answer.status]).toEqual([calls[index], 403])
        expect(answer.body).toEqual(refusal)
      }
    }
  })

  test('the right role alone is enough, in any case', async () => {
    for (const right of await realRights(owner)) {
      for (const verb of right.verbs) {
        const role = `${owner.name}-${verb}`
        const answers = await withRoles([verb.length > 4 ? role : role.toLowerCase()], right.calls)
        for (const [index, answer] of answers.entries()) {
          const expected = isForAdministrators(owner, right) ? 403 : 200
          expect([right.calls[index], answer.status, role]).toEqual([
            right.calls[index],
            expected,
            role,
          ])
        }
      }
    }
  })

  test('a verb that is not offered answers 405 and says which are', async () => {
    const offers = (operation: Operation, ...methods: string[]) =>
      owner.operations.includes(operation) ? methods : []
    const paths = [
      {
        url: owner.path,
        allowed: ['GET', ...offers('create', 'POST'), ...offers('update', 'PUT')],
      },
      {
        url: `${owner.path}/${await samples.id(owner.name)}`,
        allowed: ['GET', ...offers('update', 'PUT', 'PATCH'), ...offers('delete', 'DELETE')],
      },
    ]
    for (const { url, allowed } of paths) {
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
        if (allowed.includes(method)) continue
        const answer = await world.ask(method, url)
        expect([method, url, answer.status]).toEqual([method, url, 405])
        expect(answer.headers.allow).toBe(allowed.join(', '))
        expect(answer.body).toEqual(refusal)
      }
    }
  })
})

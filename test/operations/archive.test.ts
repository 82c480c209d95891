// An archive takes everything along, from either database to either: every answer, every login, every receipt, every number
// that was given out. RUN_SEED repeats the run that fills the space.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { settleEverythingDue } from '../../src/operations/due-work.ts'
import { verify } from '../../src/operations/verify.ts'
import { type Answers, answersOf, missedIn } from '../support/answers.ts'
import {
  archiveOf,
  contentOf,
  type Engine,
  loadInto,
  openEmpty,
  rowsOf,
} from '../support/archive.ts'
import { makePromises, type Promised, sendKeyed } from '../support/promises.ts'
import { openRun, type Run } from '../support/run/run.ts'
import type { RunSpace } from '../support/run/space.ts'
import { paths } from '../support/space.ts'
import { isPostgres, openWorldOn, signIn, type World } from '../support/world.ts'

const seed = Number(process.env.RUN_SEED ?? Date.now() % 1_000_000)
const steps = Number(process.env.RUN_STEPS ?? 150)
const workers = 8

const sandbox = { restore: async () => {} }
const clerk = { email: 'clerk@example.com', password: 'the clerk of one house' }

/** From the database of this suite to the other and back, where there is another. */
const moves: readonly Engine[] = isPostgres ? ['pglite', 'postgres'] : ['pglite']

let run: Run
let archive: Buffer
let answers: Answers
let clerkAnswers: Answers
let promised: readonly Promised[]
let until: number
/** Where the archive went, one after the other, and what was exported from there. */
const copies: World[] = []
const copied: Buffer[] = []

beforeAll(
  async () => {
    run = await openRun(seed, true)
    const { world, space } = run
    await run.take(steps, workers)
    expect((await settleEverythingDue(world.service, run.now())).failures).toEqual([])
    await makeClerk(run)
    promised = await makePromises(world, space.customers[0] as number, space.location)
    // The last number that was given out is that of nothing any more.
    const last = await makeCredit(world, space)
    await world.ask('DELETE', `${paths.credits}/${last}`)
    const clerked = await asClerk(world)
    until = Date.now() + 1
    answers = await answersOf(world, moment())
    clerkAnswers = await answersOf(clerked, moment())
    archive = await archiveOf(world.service.database)
    for (const engine of moves) {
      const copy = await openEmpty(engine)
      await loadInto(copy.database, copied.at(-1) ?? archive)
      copied.push(await archiveOf(copy.database))
      copies.push(await openWorldOn(copy, { sandbox }))
    }
  },
  240_000 + steps * 500,
)
afterAll(async () => {
  await run.close()
  for (const copy of copies) await copy.close()
})

/** Somebody who sees one location only. */
async function makeClerk({ world, space }: Run): Promise<void> {
  const role = await world.create(paths.roles, {
    Name: 'Clerk',
    Roles: ['CoworkerBookingCredit-List', 'CoworkerBookingCredit-Read', 'Coworker-List'],
  })
  await world.create(paths.users, {
    FullName: 'Clerk',
    Email: clerk.email,
    NewPassword: clerk.password,
    APIAccess: true,
    IsAdmin: false,
    Active: true,
    Businesses: [space.location],
    UserRoles: [role],
  })
}

const moment = () => ({ now: run.now(), until })

async function asClerk(world: World): Promise<World> {
  return { ...world, token: await signIn(world.app, clerk.email, clerk.password) }
}

const makeCredit = (world: World, space: RunSpace) =>
  world.create(paths.credits, {
    CoworkerId: space.customers[0],
    BusinessId: space.location,
    TotalCredit: 5,
  })

const differing = (one: Answers, other: Answers) =>
  [...new Set([...one.keys(), ...other.keys()])]
    .filter((asked) => one.get(asked) !== other.get(asked))
    .map((asked) => ({ asked, was: one.get(asked), is: other.get(asked) }))

/** Rows that only one of two archives has. What is sent again may use up numbers, and writes no row. */
function rowsApart(one: Buffer, other: Buffer): readonly string[] {
  const [here, there] = [new Set(rowsOf(one)), new Set(rowsOf(other))]
  return [
    ...[...here].filter((line) => !there.has(line)),
    ...[...there].filter((line) => !here.has(line)),
  ]
}

describe(`after ${steps} random steps (RUN_SEED=${seed})`, () => {
  test('I18 an archive in an empty database reproduces every answer, and the same archive', async () => {
    expect(missedIn(answers)).toEqual([])
    expect(copies.length).toBe(moves.length)
    expect(answers.size).toBeGreaterThan(300)
    for (const one of copied) {
      expect(rowsApart(one, archive)).toEqual([])
      expect(contentOf(one) === contentOf(archive)).toBe(true)
    }
    for (const copy of copies) {
      expect(differing(answers, await answersOf(copy, moment()))).toEqual([])
      expect(differing(clerkAnswers, await answersOf(await asClerk(copy), moment()))).toEqual([])
      const options = { repair: false, after: 0, onProgress: () => {} }
      expect(await verify(copy.service, options)).toEqual([])
    }
  }, 300_000)

  test('who had signed in signs in anew, with the same password', async () => {
    for (const copy of copies) {
      expect((await copy.ask('GET', '/api/auth/me', { token: run.world.token })).status).toBe(401)
      expect((await copy.ask('GET', '/api/auth/me')).status).toBe(200)
      await expect(signIn(copy.app, clerk.email, 'another')).rejects.toThrow('invalid_grant')
    }
  })

  test('a request that is sent again is answered as it was, and nothing is done twice', async () => {
    for (const copy of copies) {
      const before = await archiveOf(copy.service.database)
      for (const one of promised) expect((await sendKeyed(copy, one)).text).toBe(one.text)
      expect(rowsApart(before, await archiveOf(copy.service.database))).toEqual([])
      const [first] = promised as [Promised]
      expect((await sendKeyed(copy, { ...first, body: { CreditUsed: 9 } })).status).toBe(409)
    }
  })

  test('what is made next has the number it would have had, also behind numbers of what was deleted', async () => {
    const next = await makeCredit(run.world, run.space)
    for (const copy of copies) expect(await makeCredit(copy, run.space)).toBe(next)
  })
})

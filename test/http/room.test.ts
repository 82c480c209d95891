// More requests than can be served: some are served, the others are sent away at once with 503 and word of when to come
// again, and afterwards everybody is served as before. A crowd that comes once is served whole.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { longestCrowd } from '../../src/operations/line.ts'
import { mostConnections } from '../../src/storage/postgres.ts'
import { makeCredit, makeCustomer, makeLocation, paths } from '../support/space.ts'
import { type Answer, isPostgres, openWorld, type World } from '../support/world.ts'

let world: World
let customer: number
let credit: number

beforeAll(async () => {
  world = await openWorld()
  const location = await makeLocation(world)
  customer = await makeCustomer(world, location)
  credit = await makeCredit(world, location, customer, {
    TotalCredit: 1_000_000,
    CaneBeUsedForBookings: true,
  })
})
afterAll(() => world.close())

const read = () => world.ask('GET', `${paths.credits}/${credit}`)
const spend = () =>
  world.ask('POST', `/api/wallets/${customer}/spend`, {
    body: { Charges: [{ Kind: 'Booking', Amount: 1 }] },
  })

/**
 * Always as many at once: who is answered asks again, until somebody was sent away. Answers how many were served, once it
 * is clear that all others were told when to come again.
 */
async function crowd(ask: () => Promise<Answer>, many: number, served = 200): Promise<number> {
  const answers: Answer[] = []
  let isOver = false
  const until = performance.now() + 60 * longestCrowd
  const one = async () => {
    while (!isOver && performance.now() < until) {
      const answer = await ask()
      answers.push(answer)
      isOver ||= isSentAway(answer)
    }
  }
  await Promise.all(Array.from({ length: many }, one))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([served, 503]))
  const away = answers.filter(({ status }) => status === 503)
  expect(away.some(isSentAway)).toBe(true)
  // On a very slow machine some have waited for the database in vain before.
  for (const { headers, body } of away) {
    expect(String(headers['retry-after'])).toMatch(/^\d+$/)
    expect(body).toMatchObject({ WasSuccessful: false, Value: null })
  }
  return answers.length - away.length
}

function isSentAway({ status, headers, body }: Answer): boolean {
  const message = 'More is waiting than can be served soon. Try again.'
  return status === 503 && String(headers['retry-after']) === '1' && body.Message === message
}

const patience = 120_000

// On PGlite all of such a crowd were served, for as long as the test waited.
test.runIf(isPostgres)(
  'reads beyond what can be served soon are sent away, and served when they come again',
  {
    timeout: patience,
  },
  async () => {
    expect(await crowd(read, 600)).toBeGreaterThan(0)
    expect((await read()).status).toBe(200)
  },
)

test.runIf(isPostgres)(
  'so are spends that name a record: they go one by one, and wait with the reads',
  { timeout: patience },
  async () => {
    const body = { Charges: [{ Kind: 'Booking', BookingId: 987_654_321 }] }
    const named = () => world.ask('POST', `/api/wallets/${customer}/spend`, { body })
    expect(await crowd(named, 600, 400)).toBeGreaterThan(0)
    expect((await named()).status).toBe(400)
  },
)

test('of spends beyond that, those that were answered were done, and those sent away were not', {
  timeout: patience,
}, async () => {
  const balance = async () => (await read()).body.RemainingCredit
  const before = await balance()
  expect(before).toBeTypeOf('number')
  // Far more than are done within 60 ms on a very fast machine.
  const done = await crowd(spend, 4_000)
  expect(done).toBeGreaterThan(0)
  expect(await balance()).toBe(before - done)
  expect((await spend()).status).toBe(200)
})

test('on a connection they are sent away before anything is done for them, and counted', {
  timeout: patience,
}, async () => {
  const address = await world.app.listen({ host: '127.0.0.1', port: 0 })
  // Without a token nobody is asked for either: whoever is sent away is not known.
  const spendUnknown = async (): Promise<Answer> => {
    const answer = await fetch(`${address}/API/wallets/${customer}/spend/`, { method: 'POST' })
    const text = await answer.text()
    return {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: JSON.parse(text),
      text,
    }
  }
  expect((await spendUnknown()).status).toBe(401)
  const answers: Answer[] = []
  while (!answers.some(isSentAway)) {
    let isOver = false
    const flood = crowd(spend, 4_000).finally(() => {
      isOver = true
    })
    while (!isOver) answers.push(await spendUnknown())
    await flood
  }
  const away = answers.filter(isSentAway)
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401, 503]))
  for (const { headers } of away) {
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
  }
  const { text } = await world.ask('GET', '/metrics')
  expect(text).toContain(`\ndeskbank_spends_sent_away_total ${away.length}\n`)
})

test.runIf(isPostgres)(
  'whoever takes all connections there are for other work keeps neither spends nor wallets waiting',
  { timeout: patience },
  async () => {
    await expect.poll(async () => (await spend()).status).toBe(200)
    const { database } = world.service
    let release = () => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    const holders = Array.from({ length: mostConnections.usual }, () =>
      database.executor.connection().execute(() => released),
    )
    let isListed = false
    const listing = world.ask('GET', paths.credits).finally(() => {
      isListed = true
    })
    try {
      expect((await spend()).status).toBe(200)
      expect((await world.ask('GET', `/api/wallets/${customer}`)).status).toBe(200)
      expect((await read()).status).toBe(200)
      expect(isListed).toBe(false)
      expect(database.connections()).toMatchObject({ waiting: 1 })
    } finally {
      release()
      await Promise.all(holders)
    }
    expect((await listing).status).toBe(200)
  },
)

test('a second later five hundred at once are all served, whatever they ask', {
  timeout: patience,
}, async () => {
  await new Promise((resolve) => setTimeout(resolve, longestCrowd + 100))
  const answers = await Promise.all(
    Array.from({ length: 500 }, (_, at) => (at % 2 ? read() : spend())),
  )
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
})

test.runIf(isPostgres)(
  'what is written behind a question mark makes no spend of a read',
  { timeout: patience },
  async () => {
    const disguised = () => world.ask('GET', `${paths.credits}/${credit}?x=/spend`)
    await crowd(disguised, 600)
  },
)

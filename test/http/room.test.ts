// More requests than can be served: some are served, the others are sent away at once with 503 and word of when to come
// again, and afterwards everybody is served as before. A crowd that comes once is served whole.

import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { sendSpendsAway } from '../../src/http/room.ts'
import { longestCrowd } from '../../src/operations/line.ts'
import { longestTurn } from '../../src/operations/turn.ts'
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

/**
 * A server whose line of spends is full, and to which each moment that is looked at is another long turn away from the one
 * before: of the requests of one turn all but the first are late. What is put off is done when `timeHasCome` is called.
 */
async function fullServer() {
  const server = createServer()
  const away = sendSpendsAway(server, () => false)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // The fake timers of the test runner take long for ten thousand.
  let putOff: (() => void)[] = []
  const timer = vi.spyOn(globalThis, 'setTimeout').mockImplementation(((run: () => void) => {
    putOff.push(run)
  }) as typeof setTimeout)
  let moment = 0
  const now = vi.spyOn(performance, 'now').mockImplementation(() => {
    moment += longestTurn + 1
    return moment
  })
  onTestFinished(() => {
    now.mockRestore()
    timer.mockRestore()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const one = 'POST /api/wallets/1/spend HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n'
  /** That many on one connection, none of which waits for the answer to the one before. */
  const ask = (many: number) => {
    const socket = connect(port, '127.0.0.1')
    let answers = ''
    socket.on('data', (chunk) => {
      answers += chunk
    })
    socket.write(one.repeat(many))
    return { socket, heads: () => answers.match(/HTTP\/1\.1 .*|retry-after: .*/g) ?? [] }
  }
  const timeHasCome = () => {
    const due = putOff
    putOff = []
    for (const run of due) run()
  }
  return { away, ask, timeHasCome, putOff: () => putOff.length }
}

const turnOver = () => new Promise((resolve) => setImmediate(resolve))

test('those who come late in a long turn of the event loop are told as well, a little later', async () => {
  const { away, ask, timeHasCome, putOff } = await fullServer()
  const { socket, heads } = ask(2)
  const told = ['HTTP/1.1 503 Service Unavailable', 'retry-after: 1']
  while (away() < 2 || heads().length < told.length) await turnOver()
  expect(heads()).toEqual(told)
  expect(putOff()).toBe(1)
  timeHasCome()
  while (heads().length === told.length) await turnOver()
  expect(heads()).toEqual([...told, ...told])
  socket.destroy()
})

test('one who is late and has gone is not told, and harms nobody', async () => {
  const { away, ask, timeHasCome } = await fullServer()
  const { socket } = ask(2)
  while (away() < 2) await turnOver()
  socket.resetAndDestroy()
  await once(socket, 'close')
  timeHasCome()
  const other = ask(1)
  while (other.heads().length === 0) await turnOver()
  expect(other.heads()).toContain('HTTP/1.1 503 Service Unavailable')
  other.socket.destroy()
})

test('no more than ten thousand answers are put off at once', async () => {
  const { away, ask, timeHasCome, putOff } = await fullServer()
  const { socket } = ask(11_000)
  while (putOff() < 10_000) await turnOver()
  const other = ask(2)
  while (other.heads().length < 4) await turnOver()
  expect(putOff()).toBe(10_000)
  other.socket.destroy()
  while (away() < 11_002 || putOff() > 0) {
    timeHasCome()
    await turnOver()
  }
  socket.destroy()
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

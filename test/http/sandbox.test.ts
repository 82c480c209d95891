import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Samples } from '../support/samples.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let restored = 0

beforeAll(async () => {
  world = await openWorld({
    sandbox: {
      restore: async () => {
        restored += 1
      },
    },
  })
})
afterAll(() => world.close())

const clock = (Now: unknown) => world.ask('POST', '/api/sandbox/clock', { body: { Now } })

describe('the clock of a sandbox', () => {
  test('follows real time until it is moved, then stands, and what is done happens at its time', async () => {
    const { body: real } = await world.ask('GET', '/api/sandbox/clock')
    expect(Math.abs(Date.parse(real.Now) - Date.now())).toBeLessThan(60_000)
    const moved = await clock('2030-05-01T09:00:00Z')
    expect(moved.body).toMatchObject({
      WasSuccessful: true,
      Value: { Now: '2030-05-01T09:00:00Z' },
    })
    const samples = new Samples(world)
    const id = await samples.make('CoworkerBookingCredit')
    const { body } = await world.ask('GET', `/api/billing/coworkerbookingcredits/${id}`)
    expect(body.CreatedOn).toBe('2030-05-01T09:00:00Z')
  })
  test('expires credit by being moved, with nothing running', async () => {
    const samples = new Samples(world)
    const coworker = await samples.id('Coworker')
    const owner = samples.entity('CoworkerBookingCredit')
    await world.create(owner.path, {
      ...(await samples.body(owner)),
      TotalCredit: 40,
      ExpireDate: '2030-05-02T00:00:00Z',
    })
    const spendable = async () =>
      (await world.ask('GET', `/api/wallets/${coworker}`)).body.Spendable
    expect(await spendable()).toBe(40)
    await clock('2030-05-02T00:00:00Z')
    expect(await spendable()).toBe(0)
  })
  test('never goes back, and says what was wrong', async () => {
    const back = await clock('2020-01-01T00:00:00Z')
    expect(back.status).toBe(400)
    expect(back.body.Message).toBe('Now: may not go back: it is 2030-05-02T00:00:00Z')
    expect((await clock('soon')).body.Errors[0].PropertyName).toBe('Now')
    expect((await clock(undefined)).body.Message).toBe('Now: is a required field')
  })
  test('is what everybody who signs in is told as now', async () => {
    const token = await world.signInAs({ roles: ['CoworkerBookingCredit-List'] })
    const { body } = await world.ask('GET', '/api/auth/me', { token })
    expect(body.Now).toBe('2030-05-02T00:00:00Z')
  })
  test('is for full administrators', async () => {
    const token = await world.signInAs({ roles: ['CoworkerBookingCredit-Edit'] })
    expect((await world.ask('GET', '/api/sandbox/clock', { token })).status).toBe(403)
  })
})

describe('a reset', () => {
  test('empties the data, keeps who may sign in, returns to real time and restores', async () => {
    const answer = await world.ask('POST', '/api/sandbox/reset')
    expect(answer.status).toBe(200)
    expect(restored).toBe(1)
    expect((await world.ask('GET', '/api/spaces/coworkers')).body.TotalItems).toBe(0)
    expect((await world.ask('GET', '/api/sys/currencies')).body.TotalItems).toBe(42)
    const { body } = await world.ask('GET', '/api/sandbox/clock')
    expect(Math.abs(Date.parse(body.Now) - Date.now())).toBeLessThan(60_000)
  })
})

describe('a server that is no sandbox', () => {
  test('has neither clock nor reset', async () => {
    const plain = await openWorld()
    try {
      expect((await plain.ask('GET', '/api/sandbox/clock')).status).toBe(404)
      expect((await plain.ask('POST', '/api/sandbox/reset')).status).toBe(404)
    } finally {
      await plain.close()
    }
  })
})

// What offers of plans and products may promise (wire 13.5; domain B, E).

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeLocation, makePlan, makeRate, paths } from '../support/space.ts'
import { openWorld, type World } from '../support/world.ts'

const planTime = '/api/billing/tariffextraservices'

let world: World
let location: number
let plan: number
let rate: number

beforeAll(async () => {
  world = await openWorld()
  location = await makeLocation(world)
  plan = await makePlan(world, location)
  rate = await makeRate(world, location)
})
afterAll(() => world.close())

describe('a time benefit of a plan', () => {
  const flags = (IsBookingCredit: boolean, IsPrintingCredit: boolean) =>
    makeRate(world, location, { IsBookingCredit, IsPrintingCredit })
  const benefit = (ExtraServiceId: unknown) => ({ TariffId: plan, ExtraServiceId, UsesIncluded: 5 })
  const refusal = (AttemptedValue: unknown) => [
    {
      PropertyName: 'ExtraServiceId',
      Message: 'must name an extra service with IsBookingCredit or IsPrintingCredit',
      AttemptedValue,
    },
  ]

  test('names what is flagged as booking credit or printing credit', async () => {
    for (const one of [await flags(true, false), await flags(false, true)]) {
      expect((await world.ask('POST', planTime, { body: benefit(one) })).status).toBe(200)
    }
  })
  test('naming anything else is refused, when it is made and when it is changed', async () => {
    const plain = await flags(false, false)
    const made = await world.ask('POST', planTime, { body: benefit(String(plain)) })
    expect(made.status).toBe(400)
    expect(made.body.Errors).toEqual(refusal(String(plain)))
    const Id = await world.create(planTime, benefit(rate))
    const patched = await world.ask('PATCH', `${planTime}/${Id}`, {
      body: { ExtraServiceId: plain },
    })
    const put = await world.ask('PUT', planTime, { body: { Id, ...benefit(plain) } })
    for (const answer of [patched, put]) {
      expect(answer.status).toBe(400)
      expect(answer.body.Errors).toEqual(refusal(plain))
    }
    const { body } = await world.ask('GET', `${planTime}/${Id}`)
    expect(body.ExtraServiceId).toBe(rate)
  })
  test('keeps what it names when that has lost its flags since', async () => {
    const lost = await flags(true, false)
    const id = await world.create(planTime, benefit(lost))
    const { status } = await world.ask('PATCH', `${paths.rates}/${lost}`, {
      body: { IsBookingCredit: false },
    })
    expect(status).toBe(200)
    const url = `${planTime}/${id}`
    expect((await world.ask('PATCH', url, { body: { UsesIncluded: 9 } })).status).toBe(200)
  })
})

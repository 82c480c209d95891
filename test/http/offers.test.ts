// What offers of plans and products may promise (wire 13.5; domain B, E).

import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectSoundWallet } from '../support/journal.ts'
import {
  lookup,
  makeCustomer,
  makeLocation,
  makePlan,
  makeProduct,
  makeRate,
  paths,
} from '../support/space.ts'
import { openWorld, type World } from '../support/world.ts'

const planTime = '/api/billing/tariffextraservices'
const soldTime = '/api/billing/productextraservices'
const planPasses = '/api/billing/tarifftimepasses'
const soldPasses = '/api/billing/producttimepasses'

let world: World
let location: number
let plan: number
let product: number
let rate: number
let pass: number

beforeAll(async () => {
  world = await openWorld()
  location = await makeLocation(world)
  plan = await makePlan(world, location)
  product = await makeProduct(world, location)
  rate = await makeRate(world, location)
  pass = await world.create('/api/billing/timepasses', {
    BusinessId: location,
    Name: 'Day pass',
    Price: 25,
    CurrencyId: lookup.pounds,
  })
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

describe('an offer of less than nothing', () => {
  const offers = (): readonly [string, string, object][] => [
    [planTime, 'UsesIncluded', { TariffId: plan, ExtraServiceId: rate }],
    [soldTime, 'UsesIncluded', { ProductId: product, ExtraServiceId: rate }],
    [planPasses, 'PassesIncluded', { TariffId: plan, TimePassId: pass }],
    [soldPasses, 'PassesIncluded', { ProductId: product, TimePassId: pass }],
  ]

  test('is refused, when it is made and when it is changed', async () => {
    for (const [path, name, named] of offers()) {
      const id = await world.create(path, { ...named, [name]: 0 })
      for (const less of [-1, -1_000_000_000_000, -Number.MAX_SAFE_INTEGER]) {
        const body = { ...named, [name]: less }
        const made = await world.ask('POST', path, { body })
        const changed = await world.ask('PATCH', `${path}/${id}`, { body: { [name]: less } })
        for (const { status, body: answer } of [made, changed]) {
          expect(status).toBe(400)
          expect(answer.Errors).toEqual([
            { PropertyName: name, Message: 'must not be less than zero', AttemptedValue: less },
          ])
        }
      }
    }
  })
  test('that was stored before it was refused promises nothing', async () => {
    const { executor } = world.service.database
    const own = await makeProduct(world, location)
    const flex = await makePlan(world, location)
    const sold = await world.create(soldTime, {
      ProductId: own,
      ExtraServiceId: rate,
      UsesIncluded: 1,
    })
    const offered = await world.create(planTime, {
      TariffId: flex,
      ExtraServiceId: rate,
      UsesIncluded: 1,
    })
    for (const less of [-1_000_000_000_000, -Number.MAX_SAFE_INTEGER]) {
      const customer = await makeCustomer(world, location)
      await sql`update product_extra_service set uses_included = ${less} where id = ${sold}`.execute(
        executor,
      )
      await sql`update tariff_extra_service set uses_included = ${less} where id = ${offered}`.execute(
        executor,
      )
      const sale = await world.ask('POST', paths.sales, {
        body: {
          CoworkerId: customer,
          BusinessId: location,
          ProductId: own,
          Quantity: 2,
          ActivateNow: true,
        },
      })
      const contract = await world.ask('POST', paths.contracts, {
        body: {
          IssuedById: location,
          CoworkerId: customer,
          TariffId: flex,
          BillingDay: 1,
          Quantity: 1,
        },
      })
      expect([sale.status, contract.status]).toEqual([200, 200])
      const { body } = await world.ask('GET', `/api/wallets/${customer}`)
      expect(body.TimeCredits).toEqual([])
      await expectSoundWallet(world, customer)
    }
  })
})

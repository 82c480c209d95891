import { describe, expect, test } from 'vitest'
import {
  type PricedBooking,
  priceOf,
  priceOfRest,
  type Rate,
  settleTime,
} from '../../src/engine/price.ts'
import { at, boardroom, meetingRoom, money } from './worlds.ts'

const rate = (id: number, price: number, given: Partial<Rate> = {}): Rate => ({
  id,
  price: money(price),
  creditPrice: undefined,
  period: 1,
  maximumPrice: undefined,
  fixedMinutes: undefined,
  fixedPrice: undefined,
  resourceTypeIds: [meetingRoom],
  tariffIds: [],
  teamIds: [],
  forContactsOnly: false,
  forMembersOnly: false,
  minLength: undefined,
  maxLength: undefined,
  appliesFrom: undefined,
  appliesTo: undefined,
  fromMinute: undefined,
  toMinute: undefined,
  onlyWithin: false,
  isPrinting: false,
  ...given,
})

const booking = (minutes: number, given: Partial<PricedBooking> = {}): PricedBooking => ({
  from: at('2026-05-10T09:00:00Z'),
  until: at('2026-05-10T09:00:00Z') + minutes * 60_000,
  resourceTypeId: meetingRoom,
  timeZone: 'Europe/London',
  tariffIds: [],
  teamIds: [],
  rateId: undefined,
  overridePrice: undefined,
  discountPercent: money(0),
  ...given,
})

const penny = money(0.01)

describe('the price of a booking', () => {
  test('is the price of 60 minutes for each hour, by the minute', () => {
    expect(priceOf(booking(90), [rate(1, 20)], penny).amount).toBe(money(30))
  })
  test('is the cheapest rate that applies (G1)', () => {
    const rates = [
      rate(1, 20),
      rate(2, 15, { forMembersOnly: true }),
      rate(3, 10, { resourceTypeIds: [boardroom] }),
    ]
    expect(priceOf(booking(60), rates, penny)).toMatchObject({ rateId: 1 })
    expect(priceOf(booking(60, { tariffIds: [5] }), rates, penny)).toMatchObject({ rateId: 2 })
  })
  test('is that of the fixed rate where one is fixed', () => {
    expect(priceOf(booking(60, { rateId: 1 }), [rate(1, 20), rate(2, 5)], penny).amount).toBe(
      money(20),
    )
  })
  test('W22 is discounted before credit pays', () => {
    expect(priceOf(booking(120, { discountPercent: money(25) }), [rate(1, 20)], penny).amount).toBe(
      money(30),
    )
  })
  test('has its credit price beside it (G2)', () => {
    const both = rate(1, 40, { creditPrice: money(30) })
    expect(priceOf(booking(120), [both], penny)).toMatchObject({
      amount: money(80),
      creditAmount: money(60),
    })
  })
})

describe('time credit', () => {
  const minutes = (remainingUnits: number) => ({
    id: 1,
    coworkerId: 1,
    period: 1 as const,
    remainingUnits,
  })
  test('W20 pays the duration first, money what is left of it', () => {
    const { uses, openMinutes } = settleTime(booking(120), [minutes(60)])
    expect(uses).toMatchObject([{ creditId: 1, units: 60, rank: 1 }])
    const price = priceOf(booking(120), [rate(1, 20)], penny)
    expect(priceOfRest(price, 120, openMinutes, penny).amount).toBe(money(20))
  })
  test('W20 leaves 15 of 75 minutes to money', () => {
    const { openMinutes } = settleTime(booking(75), [minutes(60)])
    const price = priceOf(booking(75), [rate(1, 20)], penny)
    expect(priceOfRest(price, 75, openMinutes, penny).amount).toBe(money(5))
  })
  test('S23 takes whole units, longer ones rounded up', () => {
    const days = { id: 2, coworkerId: 1, period: 2 as const, remainingUnits: 5 }
    expect(settleTime(booking(1_500), [days])).toMatchObject({
      uses: [{ units: 2 }],
      openMinutes: 0,
    })
  })
  test('one use pays one booking', () => {
    const uses = { id: 3, coworkerId: 1, period: 5 as const, remainingUnits: 5 }
    expect(settleTime(booking(480), [uses])).toMatchObject({ uses: [{ units: 1 }], openMinutes: 0 })
  })
})

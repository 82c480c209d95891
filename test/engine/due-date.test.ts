// When what is left of a booking is due (domain I6).

import { expect, test } from 'vitest'
import { type DueDateStrategy, dueDateOf } from '../../src/engine/due-date.ts'

const at = (text: string) => Date.parse(text)
const booking = {
  chargedAt: at('2031-05-03T09:00:00Z'),
  createdAt: at('2031-05-02T08:00:00Z'),
  until: at('2031-05-10T11:00:00Z'),
  isImmediate: false,
  timeZone: 'Europe/London',
}
const contract = (strategy: DueDateStrategy, dayOfMonth: number | null = null) => ({
  renewalDate: at('2031-05-31T23:00:00Z'),
  strategy,
  dayOfMonth,
})

test('of a contact is the day of the charge', () => {
  expect(dueDateOf(booking, undefined)).toBe(booking.chargedAt)
})

test.each([
  ['unset, the renewal', contract(0), '2031-05-31T23:00:00Z'],
  ['the renewal', contract(1), '2031-05-31T23:00:00Z'],
  ['the end of the booking', contract(2), '2031-05-10T11:00:00Z'],
  ['its making', contract(3), '2031-05-02T08:00:00Z'],
  ['a later day of this month', contract(4, 20), '2031-05-19T23:00:00Z'],
  ['an earlier day, so of the next month', contract(4, 2), '2031-06-01T23:00:00Z'],
  ['the last day of the month', contract(4, 31), '2031-05-30T23:00:00Z'],
  ['the last day, where a day beyond it is asked for', contract(4, 32), '2031-05-30T23:00:00Z'],
  ['the first of the month without a day', contract(4), '2031-05-31T23:00:00Z'],
  ['the first of the month with a day before it', contract(4, 0), '2031-05-31T23:00:00Z'],
])('of a member is what the plan says: %s', (_, plan, due) => {
  expect(dueDateOf(booking, plan)).toBe(at(due))
})

test('of a member who pays on a day of the month is that day as long as it has not begun', () => {
  const onThe = (nth: number, chargedAt: string) =>
    dueDateOf({ ...booking, chargedAt: at(chargedAt) }, contract(4, nth))
  expect(onThe(20, '2031-05-19T23:00:00Z')).toBe(at('2031-05-19T23:00:00Z'))
  expect(onThe(20, '2031-05-19T23:00:01Z')).toBe(at('2031-06-19T23:00:00Z'))
  expect(onThe(31, '2031-06-10T09:00:00Z')).toBe(at('2031-06-29T23:00:00Z'))
})

test('of a member whose contract has no renewal is the day of the charge', () => {
  expect(dueDateOf(booking, { ...contract(1), renewalDate: null })).toBe(booking.chargedAt)
})

test('of a member who is charged immediately is at once', () => {
  expect(dueDateOf({ ...booking, isImmediate: true }, contract(1))).toBe(booking.chargedAt)
})

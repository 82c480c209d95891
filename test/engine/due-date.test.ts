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
  ['the last day of a month that has no 31st', contract(4, 31), '2031-05-30T23:00:00Z'],
])('of a member is what the plan says: %s', (_, plan, due) => {
  expect(dueDateOf(booking, plan)).toBe(at(due))
})

test('of a member who is charged immediately is at once', () => {
  expect(dueDateOf({ ...booking, isImmediate: true }, contract(1))).toBe(booking.chargedAt)
})

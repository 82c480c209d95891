// What a location has set, and what holds when it has set nothing (domain S1-S30).

import { describe, expect, test } from 'vitest'
import { fixedPolicies } from '../../src/engine/fixed-policies.ts'
import { policies, policyValue } from '../../src/engine/policy.ts'

const set = (value: string) => new Map([['credits.spendableat', value]])

describe('a policy of a location is', () => {
  test('its default where nothing is set', () => {
    expect(policyValue('Credits.SpendableAt', new Map())).toBe('OwnLocationAndChildren')
    expect(policyValue('Bookings.ChargeBookingsImmediately', new Map())).toBe('False')
  })
  test.each(['WholeNetwork', 'wholenetwork', 'WHOLENETWORK', '  WholeNetwork '])(
    'what is set, in any case and with blanks around it: %s',
    (value) => {
      expect(policyValue('Credits.SpendableAt', set(value))).toBe('WholeNetwork')
    },
  )
  test.each(['', 'Everywhere', 'Whole Network'])('its default where "%s" is set', (value) => {
    expect(policyValue('Credits.SpendableAt', set(value))).toBe('OwnLocationAndChildren')
  })
  test('not what another one is set to', () => {
    expect(policyValue('Credits.OptOut', set('WholeNetwork'))).toBe('MoneyOnly')
  })
})

test('an operator may decide these points, and the first word after the name holds until then', () => {
  expect(policies.map(({ name, default: first, allowed }) => [name, first, ...allowed])).toEqual([
    ['Bookings.ChargeBookingsImmediately', 'False', 'True', 'False'],
    ['Bookings.RejectIfNoCreditIsAvailable', 'False', 'True', 'False'],
    ['Bookings.UseCreditToPayBookingProducts', 'False', 'True', 'False'],
    ['Store.AlwaysInvoice', 'False', 'True', 'False'],
    ['Billing.PricesIncludeTax', 'False', 'True', 'False'],
    ['Billing.AddTaxToInvoices', 'True', 'True', 'False'],
    ['Billing.CreateZeroValueInvoices', 'False', 'True', 'False'],
    ['Billing.InvoicesIncludeFullyCreditedBookings', 'False', 'True', 'False'],
    ['Credits.FirstPeriod', 'Full', 'Full', 'ProrateByDays'],
    ['Credits.ReturnWhenLate', 'True', 'True', 'False'],
    ['Credits.ReturnWhenNotPaid', 'True', 'True', 'False'],
    ['Credits.ReturnWhenNotCheckedIn', 'False', 'True', 'False'],
    [
      'Credits.SpendableAt',
      'OwnLocationAndChildren',
      'OwnLocationAndChildren',
      'OwnLocation',
      'WholeNetwork',
    ],
    ['Credits.DeleteUsedCredit', 'Allowed', 'Allowed', 'Refused'],
    ['Credits.ZeroPriceBookings', 'UseNothing', 'UseNothing', 'UseTime'],
    ['Credits.OptOut', 'MoneyOnly', 'MoneyOnly', 'MoneyAndTime'],
  ])
})

describe('every policy', () => {
  const all = [...policies, ...fixedPolicies]
  test.each(all.map((one) => [one.name, one] as const))('%s is whole', (_, policy) => {
    expect(policy.name).toMatch(/^(Bookings|Store|Billing|Credits)\.[A-Z][A-Za-z]+$/)
    expect(policy.allowed).toContain(policy.default)
    expect(new Set(policy.allowed).size).toBe(policy.allowed.length)
    expect(policy.allowed.every((value) => /^[A-Z][A-Za-z]+$/.test(value))).toBe(true)
    expect(policy.meaning).toMatch(/^[A-Z].{20,}\.$/)
    expect(policy.source).toMatch(/^[A-Z]\d+$/)
  })
  test('has a name of its own', () => {
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
  })
  test('can be set to something else, or is fixed', () => {
    expect(policies.every(({ allowed }) => allowed.length > 1)).toBe(true)
    expect(fixedPolicies.every(({ allowed }) => allowed.length === 1)).toBe(true)
  })
})

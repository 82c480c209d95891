// What is kept of a spend says all that it was answered with.

import { describe, expect, test } from 'vitest'
import { largestAmount } from '../../src/engine/amount.ts'
import type { Charge } from '../../src/engine/charge.ts'
import type { Credit } from '../../src/engine/credit.ts'
import { settle } from '../../src/engine/settle.ts'
import {
  type ExplainedSpend,
  explain,
  keptAnswer,
  quoteAnswer,
  spendAnswer,
} from '../../src/operations/explanation.ts'
import { at, charge, circumstances, credit } from '../engine/worlds.ts'

function spendOf(charges: readonly Charge[], credits: readonly Credit[]): ExplainedSpend {
  const settlement = settle(charges, credits, circumstances)
  const ids = settlement.uses.map((_, index) => index + 100)
  return [explain({ asked: [], charges, settlement }, ids), 7, [[1, 7]]]
}

const kept = (spend: ExplainedSpend) => JSON.stringify(spend)

test('every reason is given in words', () => {
  const expired = credit(100, { expiresAt: at('2026-01-02T00:00:00Z') })
  const { Refused: refused } = JSON.parse(
    keptAnswer(kept(spendOf([charge(10)], [expired, credit(100), credit(100)]))),
  )
  expect(refused.flatMap(({ Reasons: reasons }: { Reasons: unknown }) => reasons)).toEqual([
    { Code: 'Expired', Message: expect.stringContaining('2026-01-02T00:00:00Z') },
    { Code: 'NotNeeded', Message: expect.stringMatching(/^The charge was paid/) },
  ])
})

// Answers of before have to stay what they were: a change that this notices is one of the past.
test('what was kept once is answered so for ever', () => {
  const row =
    '[["12.5","0.0",[["Booking","12.5","2026-05-10T09:00:00Z",1,"GBP","12.5","0.0"]],[[7,31,5,"12.5","87.5",0]],[[32,0,["NotNeeded"]],[33,0,[["Expired","It expired at 2026-01-02T00:00:00Z."]]]]],4,[[5,4]]]'
  expect(keptAnswer(row)).toBe(
    '{"Covered":12.5,"Remainder":0.0,"Charges":[{"Kind":"Booking","Amount":12.5,"ServiceTime":"2026-05-10T09:00:00Z","BusinessId":1,"CurrencyCode":"GBP","Covered":12.5,"Remainder":0.0}],"Uses":[{"CoworkerBookingCreditUseHistoryId":7,"CoworkerBookingCreditId":31,"CoworkerId":5,"CreditUsed":12.5,"RemainingCredit":87.5,"ChargeIndex":0}],"Refused":[{"CoworkerBookingCreditId":32,"ChargeIndex":0,"Reasons":[{"Code":"NotNeeded","Message":"The charge was paid before its turn came."}]},{"CoworkerBookingCreditId":33,"ChargeIndex":0,"Reasons":[{"Code":"Expired","Message":"It expired at 2026-01-02T00:00:00Z."}]}],"Sequence":4,"Sequences":[{"CoworkerId":5,"Sequence":4}]}',
  )
})

test('words of others are written as JSON, and no sequence as null', () => {
  const row =
    '[["0.0","0.25",[["Other","0.25","2026-05-10T09:00:00Z",1,"G\\"P","0.0","0.25"]],[],[[33,0,[["Expired","\\"It\\" \\\\ expired.\\n"]]]]],null,[]]'
  expect(keptAnswer(row)).toBe(
    '{"Covered":0.0,"Remainder":0.25,"Charges":[{"Kind":"Other","Amount":0.25,"ServiceTime":"2026-05-10T09:00:00Z","BusinessId":1,"CurrencyCode":"G\\"P","Covered":0.0,"Remainder":0.25}],"Uses":[],"Refused":[{"CoworkerBookingCreditId":33,"ChargeIndex":0,"Reasons":[{"Code":"Expired","Message":"\\"It\\" \\\\ expired.\\n"}]}],"Sequence":null,"Sequences":[]}',
  )
})

test('the largest amounts are exact', () => {
  const rich = { ...credit(1), total: largestAmount, remaining: largestAmount }
  const spend = spendOf([{ ...charge(1), amount: largestAmount }], [rich])
  expect(keptAnswer(kept(spend))).toContain('"CreditUsed":900719925474.0991,')
})

describe('what is kept answers word for word', () => {
  const expired = { expiresAt: at('2026-01-02T00:00:00Z') }
  test.each<[string, ExplainedSpend]>([
    ['one credit pays', spendOf([charge(10)], [credit(100)])],
    ['nobody pays', spendOf([charge(10)], [])],
    ['the next is not needed', spendOf([charge(10)], [credit(100), credit(100), credit(100)])],
    ['several charges and credits', spendOf([charge(10), charge(0.25)], [credit(4), credit(5)])],
    ['refused for several reasons', spendOf([charge(10)], [credit(0, expired), credit(1)])],
    ['all was taken from another wallet', [['1.0', '0.0', [], [], []], null, [[2, 3]]]],
  ])('%s', (_, spend) => {
    expect(keptAnswer(kept(spend))).toBe(spendAnswer(spend))
  })
})

test('it is a fraction of the answer', () => {
  const spend = spendOf([charge(10)], [credit(100), credit(100), credit(100)])
  expect(kept(spend).length).toBeLessThan(spendAnswer(spend).length / 3)
})

test('an answer that an earlier version kept is given as it is', () => {
  const answer = spendAnswer(spendOf([charge(10)], [credit(100)]))
  expect(keptAnswer(answer)).toBe(answer)
})

test('a quote says the same without ids and sequences', () => {
  const spend = spendOf([charge(10)], [credit(100)])
  const [[covered, remainder, charges, uses, refused]] = spend
  const unwritten = uses.map(([, ...use]) => [undefined, ...use] as const)
  const quote = quoteAnswer([covered, remainder, charges, unwritten, refused])
  const withIds = spendAnswer(spend).replace(/,"Sequence".*$/, '}')
  expect(quote).toBe(withIds.replace(/"CoworkerBookingCreditUseHistoryId":\d+,/, ''))
  expect(JSON.parse(quote)).toEqual({
    Covered: 10,
    Remainder: 0,
    Charges: [expect.objectContaining({ Kind: 'Booking', Amount: 10, Covered: 10, Remainder: 0 })],
    Uses: [
      {
        CoworkerBookingCreditId: expect.any(Number),
        CoworkerId: 1,
        CreditUsed: 10,
        RemainingCredit: 90,
        ChargeIndex: 0,
      },
    ],
    Refused: [],
  })
})

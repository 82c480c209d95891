// docs/rules.md: how credit is used, expires and is rounded, in the words of the policies and with examples that the engine
// works out.

import type { Amount } from '../../src/engine/amount.ts'
import type { Credit } from '../../src/engine/credit.ts'
import { fixedPolicies } from '../../src/engine/fixed-policies.ts'
import { type Policy, policies } from '../../src/engine/policy.ts'
import {
  type Contract,
  type ExpiryTerms,
  periodsStarting,
  productExpiry,
  type Renewal,
} from '../../src/engine/renewal.ts'
import { settle } from '../../src/engine/settle.ts'
import { at, charge, circumstances, credit, meetingRoom, money } from '../engine/worlds.ts'

type Row = readonly (string | number)[]

function table(head: Row, rows: readonly Row[]): string {
  const line = (cells: Row) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** The settings an operator may change, and what is fixed. */
function settingsTables(): readonly string[] {
  const row = ({ name, default: value, allowed, meaning, source }: Policy) =>
    allowed.length === 1
      ? [name, value, meaning, source]
      : [name, value, allowed.filter((one) => one !== value).join(', '), meaning, source]
  return [
    '## What a location may set',
    'Each is a setting of the location by this name; `GET /api/reports/policies` tells what is in force.',
    table(['Setting', 'Default', 'Or', 'Meaning', 'Rule'], policies.map(row)),
    '## What is the same everywhere',
    table(['Name', 'Value', 'Meaning', 'Rule'], fixedPolicies.map(row)),
  ]
}

const pounds = (amount: Amount) => (amount / 10_000).toFixed(2)
const day = (text: string) => at(`${text}T00:00:00Z`)

interface Held {
  readonly words: string
  readonly credit: Credit
}

const held = (words: string, amount: number, given: Parameters<typeof credit>[1] = {}): Held => ({
  words: `${words}: ${amount.toFixed(2)}`,
  credit: credit(amount, given),
})

const narrow = { resourceTypeIds: [meetingRoom] }

const orderExamples = (): readonly (readonly [number, readonly Held[]])[] => [
  [
    60,
    [
      held('by hand, to 20 May', 50, { expiresAt: day('2026-05-20') }),
      held('of a plan, to 1 June', 30, { origin: 'Plan', expiresAt: day('2026-06-01') }),
    ],
  ],
  [
    50,
    [
      held('by hand, without end', 40),
      held('by hand, to 30 June', 40, { expiresAt: day('2026-06-30') }),
    ],
  ],
  [
    50,
    [
      held('for any room', 40, { expiresAt: day('2026-06-30') }),
      held('for meeting rooms only', 40, { expiresAt: day('2026-06-30'), terms: narrow }),
    ],
  ],
  [40, [held('of a product', 15, { origin: 'Product' })]],
  [
    40,
    [
      held('for meeting rooms, ended on 10 May at 09:00', 100, {
        expiresAt: at('2026-05-10T09:00:00Z'),
      }),
    ],
  ],
]

function orderTable(): string {
  const rows = orderExamples().map(([amount, all]) => {
    const { uses, remainder } = settle(
      [charge(amount)],
      all.map((one) => one.credit),
      circumstances,
    )
    const shares = uses.map((use) => {
      const from = all.find((one) => one.credit.id === use.creditId)
      return `${pounds(use.amount)} ${from?.words.split(':')[0]}`
    })
    return [
      pounds(money(amount)),
      all.map((one) => one.words).join('; '),
      shares.join(', then ') || 'nothing',
      pounds(remainder),
    ]
  })
  return table(
    ['A booking of 10 May, 09:00, costs', 'There is', 'Credit pays', 'Left to pay'],
    rows,
  )
}

const contract: Contract = {
  startsAt: at('2026-01-31T00:00:00Z'),
  begunAt: at('2026-01-31T00:00:00Z'),
  endsAt: undefined,
  billingDay: 31,
  cycleMonths: 1,
  cycleWeeks: 0,
  pauses: [],
  timeZone: 'Europe/London',
}

const utc = (instant: number) => new Date(instant).toISOString().slice(0, 16).replace('T', ' ')

function periodTable(): string {
  const renewals: readonly [string, Renewal][] = [
    ['Week', 1],
    ['CalendarMonth', 2],
    ['TariffMonth', 3],
    ['Year', 4],
  ]
  const rows = renewals.map(([name, renewal]) => [
    name,
    ...periodsStarting(contract, renewal, contract.startsAt - 1, at('2030-01-01T00:00:00Z'), 4).map(
      ({ start }) => utc(start),
    ),
  ])
  return table(['Renewal', 'Grant 1', 'Grant 2', 'Grant 3', 'Grant 4'], rows)
}

function expiryTable(): string {
  const none = { pattern: undefined, count: undefined, months: undefined, weeks: undefined }
  const examples: readonly [string, ExpiryTerms, string][] = [
    ['Month x 1', { ...none, pattern: 4, count: 1 }, '2026-01-31T10:00:00Z'],
    ['Week x 2', { ...none, pattern: 3, count: 2 }, '2026-05-04T08:00:00Z'],
    ['LastDayOfMonth x 1', { ...none, pattern: 6, count: 1 }, '2026-04-10T10:00:00Z'],
    ['PricePlan x 1', { ...none, pattern: 1, count: 1 }, '2026-05-05T10:00:00Z'],
    ['none', none, '2026-05-05T10:00:00Z'],
  ]
  const main = { ...contract, billingDay: 20 }
  return table(
    ['Product says', 'Released (UTC)', 'Usable until, not at (UTC)'],
    examples.map(([words, terms, released]) => {
      const expiry = productExpiry(terms, at(released), 'Europe/London', main)
      return [words, utc(at(released)), typeof expiry === 'number' ? utc(expiry) : 'for ever']
    }),
  )
}

function roundingTable(): string {
  const rows = [100, 45, 7.77].map((total) => {
    const boardroom = charge(80, { creditAmount: money(60) })
    const settled = settle([boardroom], [credit(total, { usesCreditPrice: true })], circumstances)
    const used = settled.uses.reduce((sum, use) => sum + use.amount, 0) as Amount
    return [total.toFixed(2), pounds(used), pounds(settled.remainder)]
  })
  return table(
    ['Credit', 'Used, of a credit price of 60.00', 'Left to pay, of a price of 80.00'],
    rows,
  )
}

export function rulesPage(): string {
  return `${[
    '# How credit is used, ends and is rounded',
    'Written by `npm run generate`: the words are those the service answers with, the examples are worked out by its engine.',
    ...settingsTables(),
    '## Order',
    'London, pounds. What ends sooner within one kind goes first; whatever is left is paid in money.',
    orderTable(),
    '## Ends',
    'Plan credit of a contract from 31 January 2026 with billing day 31, in London, is granted at these instants (UTC), and each\ngrant ends at the next. In a shorter month the cycle ends on its last day.',
    periodTable(),
    'Credit of a product, for a customer whose main contract renews on the 20th:',
    expiryTable(),
    '## Rounding',
    'At a credit price the share that credit does not cover is paid at the normal price, to the penny.',
    roundingTable(),
  ].join('\n\n')}\n`
}

// A rush: many spend, use and give back the same credit at once. Afterwards each spend is planned again from the facts that
// were stored before the rush and from the journal up to its own sequence: the pure engine must answer the same (I14, I15).

import type { Amount } from '../../../src/engine/amount.ts'
import { creditKey, replay } from '../../../src/engine/wallet.ts'
import { readCharges } from '../../../src/operations/charges.ts'
import { explain, quoteAnswer } from '../../../src/operations/explanation.ts'
import { planSpend } from '../../../src/operations/plan-spend.ts'
import { factsIn, loadRows, reachIn, withContracts } from '../../../src/operations/wallet-facts.ts'
import { listTeams } from '../../../src/storage/wallet-facts.ts'
import type { MovementRow } from '../../../src/storage/wallets.ts'
import { journalOf } from '../journal.ts'
import type { World } from '../world.ts'
import type { Delivered } from './delivery.ts'

type Facts = Awaited<ReturnType<typeof readFacts>>

/** Everything a spend depends on but the balances, which it has from the journal. */
export async function readFacts(world: World, customers: readonly number[]) {
  const { executor } = world.service.database
  return {
    customers,
    loaded: await withContracts(executor, await loadRows(executor, customers, 0)),
    teams: await listTeams(executor, customers),
  }
}

export interface Replayed {
  readonly spends: number
  readonly contradictions: readonly string[]
}

/** Plans every spend among these again, as of the sequence it was answered with. */
export async function replaySpends(
  world: World,
  facts: Facts,
  now: number,
  delivered: readonly Delivered[],
): Promise<Replayed> {
  const journals = new Map<number, readonly MovementRow[]>()
  for (const id of facts.customers) journals.set(id, await journalOf(world, id))
  const spends = delivered.filter(
    ({ request, answer }) => request.url.endsWith('/spend') && answer.status === 200,
  )
  return {
    spends: spends.length,
    contradictions: spends.flatMap((spend) => contradictionOf(spend, facts, now, journals)),
  }
}

// biome-ignore lint/suspicious/noExplicitAny: the value of a spend
type Value = any

function contradictionOf(
  { request, answer }: Delivered,
  { loaded, teams }: Facts,
  now: number,
  journals: ReadonlyMap<number, readonly MovementRow[]>,
): readonly string[] {
  const customer = Number(/\d+/.exec(request.url)?.[0])
  const said: Value = answer.body.Value
  const held = heldBefore(said, journals)
  const facts = factsIn(loaded, customer, reachIn(teams, customer), now)
  const credits = facts.credits.map((credit) => ({
    ...credit,
    remaining: held.get(creditKey('Money', credit.id)) ?? (0 as Amount),
  }))
  const plan = planSpend({ ...facts, credits }, readCharges(request.body ?? {}), now)
  const ids = said.Uses.map((use: Value) => use.CoworkerBookingCreditUseHistoryId)
  const again: Value = JSON.parse(quoteAnswer(explain(plan, ids)))
  const isSame = paid(said) === paid(again) && refusesTheSame(said, again)
  return isSame
    ? []
    : [`${JSON.stringify(request)} was answered\n${answer.text}\nnot\n${JSON.stringify(again)}`]
}

/** What each credit in reach held before the spend took anything. */
function heldBefore(
  said: Value,
  journals: ReadonlyMap<number, readonly MovementRow[]>,
): ReadonlyMap<string, Amount> {
  const held = new Map<string, Amount>()
  for (const { CoworkerId, Sequence } of said.Sequences) {
    const own = said.Uses.filter((use: Value) => use.CoworkerId === CoworkerId).length
    const before = (journals.get(CoworkerId) ?? []).slice(0, Sequence - own)
    for (const [key, left] of replay(before).remaining) held.set(key, left)
  }
  return held
}

function paid({ Covered, Remainder, Charges, Uses }: Value): string {
  return JSON.stringify([Covered, Remainder, Charges, Uses])
}

/** How long ago a credit may have expired and still be explained depends on what else was asked for at the same time. */
function refusesTheSame(said: Value, again: Value): boolean {
  const named = new Set(said.Refused.map(refusal))
  const missing = again.Refused.filter((one: Value) => !named.delete(refusal(one)))
  const isExpired = ({ Reasons }: Value) =>
    Reasons.some(({ Code }: { Code: string }) => Code === 'Expired')
  return named.size === 0 && missing.every(isExpired)
}

// What comes back after an addition lifts a total, and no movement says so: how much an empty credit once held is left out.
function refusal({ Reasons, ...credit }: Value): string {
  const reasons = Reasons.map(({ Code, Message }: Value) =>
    Code === 'NothingLeft' ? Code : [Code, Message],
  )
  return JSON.stringify({ ...credit, reasons })
}

// What renewals leave behind, in one statement for all contracts: credits, their first movements, where the journals of
// the wallets end, the keys of what was granted, and when each contract is due next. Only `operations/ledger` calls this.

import { type RawBuilder, sql } from 'kysely'
import { type Amount, formatAmount } from '../engine/amount.ts'
import type { Period } from '../engine/renewal.ts'
import type { Unit } from '../engine/wallet.ts'
import type { RecordValues } from '../entities/change.ts'
import type { Entity } from '../entities/entity.ts'
import type { Executor } from './database.ts'
import { timestamp } from './derived.ts'
import { instants, numbers, texts } from './lists.ts'
import { assignments } from './records.ts'

/** What comes of contracts that renew alike. */
export interface RenewalOutcome {
  readonly contractIds: readonly number[]
  /** To each of the contracts, in this order. */
  readonly grants: readonly RenewalGrant[]
  /** Undefined while a contract changes to another plan, which has a say in it. */
  readonly next: NextRenewal | undefined
}

/** A contract's next renewal, and when it is due next; epoch milliseconds. */
export interface NextRenewal {
  readonly renewalDate: number | null
  readonly dueOn: number | null
}

export interface RenewalGrant {
  readonly unit: Unit
  readonly offerId: number
  /** The place of what its credits have in common, in the list of its unit. */
  readonly terms: number
  readonly total: Amount
  readonly period: Period
  /** When it counts; epoch milliseconds. */
  readonly occurredAt: number
  readonly reason: string
}

/** Credits of a unit, and what they have in common: all of the terms name the same members. */
export interface GrantTerms {
  readonly owner: Entity
  readonly terms: readonly RecordValues[]
}

/** Whose work it is, and when. */
export interface RenewalFrame {
  readonly by: string
  readonly recordedAt: number
  readonly credits: Readonly<Record<Unit, GrantTerms>>
}

/** The callers hold the wallets and the contracts. */
export async function writeRenewals(
  executor: Executor,
  outcomes: readonly RenewalOutcome[],
  frame: RenewalFrame,
): Promise<void> {
  const parts = [memberPart(outcomes)]
  if (outcomes.some((outcome) => outcome.grants.length > 0)) {
    parts.push(grantedPart(outcomes), movedPart(frame), keyedPart, numberedPart(frame))
    for (const unit of ['Money', 'Time'] as const) {
      if (frame.credits[unit].terms.length > 0) parts.push(creditsPart(unit, frame.credits[unit]))
    }
  }
  await sql`with ${sql.join(parts)} ${updateContracts(outcomes)}`.execute(executor)
}

/** Every contract with the place of its outcome. */
function memberPart(outcomes: readonly RenewalOutcome[]): RawBuilder<unknown> {
  const ids = outcomes.flatMap((outcome) => outcome.contractIds)
  const places = outcomes.flatMap(({ contractIds }, place) => contractIds.map(() => place))
  return sql`member as materialized (
    select given.place, k.id, k.coworker_id, k.unique_id
    from unnest(${numbers(ids)}, ${numbers(places)}) as given (id, place)
    join coworker_contract k on k.id = given.id)`
}

/** Every credit to be, with its id and its place in the journal: contract by contract, in the order of the grants. */
function grantedPart(outcomes: readonly RenewalOutcome[]): RawBuilder<unknown> {
  const places = outcomes.flatMap(({ grants }, place) => grants.map(() => place))
  const all = outcomes.flatMap((outcome) => outcome.grants)
  const column = (value: (grant: RenewalGrant) => number) => numbers(all.map(value))
  const instant = (value: (grant: RenewalGrant) => number) => instants(all.map(value))
  return sql`granted as materialized (
    select nextval(case one.unit when 'Money' then 'coworker_booking_credit_id_seq'::regclass
        else 'coworker_extra_service_id_seq'::regclass end) as credit_id, one.*
    from (
      -- In the order in which they were due. Counted through, less where the wallet began: most wallets have one grant, and a
      -- partition for each takes its time.
      select coalesce(w.sequence, 0) + 1 + row_number() over (order by m.coworker_id, g.occurred_at, m.id, g.rank)
          - rank() over (order by m.coworker_id) as sequence, m.coworker_id, m.id as contract_id, m.unique_id as contract,
        w.recorded_at as recorded_before, g.*
      from member m
      join unnest(${numbers(places)}, ${texts(all.map((one) => one.unit))}, ${column((one) => one.offerId)},
        ${column((one) => one.terms + 1)}, ${texts(all.map((one) => formatAmount(one.total)))}::numeric[],
        ${instant((one) => one.period.start)}, ${instant((one) => one.period.end)},
        ${instant((one) => one.occurredAt)}, ${texts(all.map((one) => one.reason))})
        with ordinality as g (place, unit, offer_id, terms, total, starts, ends, occurred_at, reason, rank)
        on g.place = m.place
      left join wallet w on w.coworker_id = m.coworker_id
      order by m.coworker_id, g.occurred_at, m.id, g.rank
    ) one)`
}

function creditsPart(unit: Unit, { owner, terms }: GrantTerms): RawBuilder<unknown> {
  const { table } = owner
  const stored = terms.map((values) => Object.fromEntries(assignments(owner, values, 'nothing')))
  const names = Object.keys(stored[0] ?? {}).map((name) => sql.id(name))
  const amounts =
    unit === 'Money' ? sql`total_credit, remaining_credit` : sql`total_uses, remaining_uses`
  return sql`${sql.id(table)} as (
    insert into ${sql.table(table)} (${sql.join(names)}, id, coworker_id, ${amounts}, valid_from, expire_date,
      contract_id, coworker_contract_unique_id, unique_id, created_on, updated_on)
    select ${sql.join(names.map((name) => sql`same.${name}`))}, g.credit_id, g.coworker_id, g.total, g.total, g.starts,
      g.ends, g.contract_id, g.contract, gen_random_uuid(), g.occurred_at, g.occurred_at
    from granted g
    join json_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(stored)}::json)
      with ordinality as same on same.ordinality = g.terms
    where g.unit = ${unit})`
}

/** Recorded no earlier than what the wallet has seen, as all movements are. */
function movedPart({ by, recordedAt }: RenewalFrame): RawBuilder<unknown> {
  const now = timestamp(recordedAt)
  return sql`moved as (
    insert into credit_movement (coworker_id, sequence, unit, coworker_booking_credit_id, coworker_extra_service_id, kind,
      amount, remaining, occurred_at, recorded_at, made_by, reason)
    select coworker_id, sequence, unit, case unit when 'Money' then credit_id end, case unit when 'Time' then credit_id end,
      'Grant', total, total, case when occurred_at = ${now} then recorded_at else occurred_at end, recorded_at, ${by}, reason
    from (
      select granted.*, greatest(${now}, recorded_before) as recorded_at from granted
    ) timed)`
}

const keyedPart = sql`keyed as (
  insert into grant_key (coworker_id, contract_id, unit, offer_id, period_start, period_end, credit_id)
  select coworker_id, contract_id, unit, offer_id, starts, ends, credit_id from granted)`

const numberedPart = ({ recordedAt }: RenewalFrame) => sql`numbered as (
  update wallet set sequence = last.sequence, recorded_at = greatest(${timestamp(recordedAt)}, wallet.recorded_at)
  from (select coworker_id, max(sequence) as sequence from granted group by coworker_id) last
  where wallet.coworker_id = last.coworker_id)`

/** What is so already is not written again. */
function updateContracts(outcomes: readonly RenewalOutcome[]): RawBuilder<unknown> {
  const renewed = outcomes.flatMap(({ next }, place) => (next ? [{ ...next, place }] : []))
  return sql`
    update coworker_contract k set renewal_date = next.renewal_date, grants_due_on = next.due_on
    from unnest(${numbers(renewed.map((one) => one.place))}, ${instants(renewed.map((one) => one.renewalDate))},
      ${instants(renewed.map((one) => one.dueOn))}) as next (place, renewal_date, due_on)
    join member on member.place = next.place
    where k.id = member.id
      and (k.renewal_date is distinct from next.renewal_date or k.grants_due_on is distinct from next.due_on)`
}

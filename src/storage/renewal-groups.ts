// Contracts that renew alike: same plan, same dates, same last grants. Whoever renews a hundred thousand of them works out a
// handful of outcomes, and what differs from contract to contract never leaves the database.

import { sql } from 'kysely'
import type { Period } from '../engine/renewal.ts'
import type { Unit } from '../engine/wallet.ts'
import type { Executor } from './database.ts'
import { numbers } from './lists.ts'
import { pipelined } from './pipeline.ts'
import type { ContractTerms, DueContract, LastGrants } from './renewals.ts'

export interface RenewalGroup extends ContractTerms {
  readonly contractIds: readonly number[]
  /** When the first of them was made. */
  readonly createdAt: number
  readonly last: LastGrants
}

/**
 * Holds wallets and then contracts until the transaction ends, both in the order of their ids, and answers the contracts as
 * they stand once they are held.
 */
export function holdRenewalGroups(
  executor: Executor,
  contracts: readonly DueContract[],
): Promise<readonly RenewalGroup[]> {
  const owners = [...new Set(contracts.map((one) => one.coworkerId))]
  const ids = contracts.map((one) => one.id)
  // Each statement sees what was committed before it begins, so what is read last is read under both locks.
  return pipelined(executor, async (pipeline) => {
    const [, , groups] = await Promise.all([
      hold(pipeline, 'wallet', 'coworker_id', owners),
      hold(pipeline, 'coworker_contract', 'id', ids),
      listRenewalGroups(pipeline, ids),
    ])
    return groups
  })
}

/** Rows are locked as they come out of the sort; only their number is sent. */
async function hold(
  executor: Executor,
  table: string,
  key: string,
  ids: readonly number[],
): Promise<void> {
  await sql`
    select count(*) from (
      select from ${sql.table(table)} where ${sql.ref(key)} = any(${numbers(ids)}) order by ${sql.ref(key)} for update
    ) held`.execute(executor)
}

type LastGrant = readonly [Unit, number, number, number]

interface GroupRow extends Omit<RenewalGroup, 'pauses' | 'last'> {
  readonly pauses: string | null
  readonly last: string | null
}

/** Contracts with these ids, those that exist, in groups and in no order; without holding them. */
async function listRenewalGroups(
  executor: Executor,
  ids: readonly number[],
): Promise<readonly RenewalGroup[]> {
  const { rows } = await sql<GroupRow>`
    with contract as materialized (
      select id, coworker_id, tariff_id, next_tariff_id, issued_by_id, coalesce(start_date, created_on) as starts_at,
        plan_since, cancellation_date, date_trunc('milliseconds', created_on) as created_on, billing_day, quantity,
        renewal_date, grants_due_on
      from coworker_contract where id = any(${numbers(ids)})
    ), printing as materialized (
      select o.tariff_id, date_trunc('milliseconds', o.created_on) as created_on
      from tariff_extra_service o join extra_service r on r.id = o.extra_service_id
      where r.is_printing_credit
    ), pause as (
      select coworker_contract_id as id,
        array_agg(pause_from order by id) as starts, array_agg(pause_until order by id) as ends
      from contract_paused_period where coworker_contract_id = any(${numbers(ids)})
      group by coworker_contract_id
    ), offer_grant as (
      select c.id, k.unit, k.offer_id, max(k.period_start) as starts, max(k.period_end) as ends
      from contract c join grant_key k on k.coworker_id = c.coworker_id and k.contract_id = c.id
      group by c.id, k.unit, k.offer_id
    ), last_grant as (
      select id, array_agg(unit order by unit, offer_id) as units, array_agg(offer_id order by unit, offer_id) as offers,
        array_agg(starts order by unit, offer_id) as starts, array_agg(ends order by unit, offer_id) as ends
      from offer_grant group by id
    ), alike as (
      select array_agg(c.id) as ids,
        c.tariff_id, c.next_tariff_id, c.issued_by_id, c.starts_at, c.plan_since, c.cancellation_date,
        min(c.created_on) as created_on, c.billing_day, c.quantity, c.renewal_date, c.grants_due_on,
        pause.starts as pause_starts, pause.ends as pause_ends, g.units, g.offers, g.starts, g.ends
      from contract c
      left join pause on pause.id = c.id
      left join last_grant g on g.id = c.id
      group by c.tariff_id, c.next_tariff_id, c.issued_by_id, c.starts_at, c.plan_since, c.cancellation_date,
        c.billing_day, c.quantity, c.renewal_date, c.grants_due_on, pause_starts, pause_ends, g.units, g.offers, g.starts, g.ends,
        -- Of a contract's own age only this matters: which printing credit its plan was given later (domain Q2).
        (select count(*) from printing p where p.tariff_id = c.tariff_id and p.created_on > c.created_on)
    )
    select a.ids as "contractIds", a.tariff_id as "tariffId",
      a.next_tariff_id as "nextTariffId", a.issued_by_id as "businessId", a.starts_at as "startsAt",
      a.plan_since as "planSince", a.cancellation_date as "endsAt", a.created_on as "createdAt",
      a.billing_day as "billingDay", a.quantity, a.renewal_date as "renewalDate", a.grants_due_on as "dueOn",
      t.invoice_every as "cycleMonths", t.invoice_every_weeks as "cycleWeeks", z.iana as "timeZone",
      (select json_agg(json_build_array(extract(epoch from p.starts) * 1000, extract(epoch from p.ends) * 1000))
        from unnest(a.pause_starts, a.pause_ends) as p (starts, ends))::text as pauses,
      (select json_agg(json_build_array(g.unit, g.offer_id, extract(epoch from g.starts) * 1000,
          extract(epoch from g.ends) * 1000))
        from unnest(a.units, a.offers, a.starts, a.ends) as g (unit, offer_id, starts, ends))::text as last
    from alike a
    join tariff t on t.id = a.tariff_id
    join business b on b.id = a.issued_by_id
    join simple_time_zone z on z.id = b.simple_time_zone_id`.execute(executor)
  return rows.map(({ pauses, last, ...row }) => ({
    ...row,
    pauses: parsed<readonly [number, number]>(pauses).map(([from, until]) => ({
      from: Math.trunc(from),
      until: Math.trunc(until),
    })),
    last: lastGrantsIn(parsed<LastGrant>(last)),
  }))
}

function parsed<Item>(json: string | null): readonly Item[] {
  return json === null ? [] : JSON.parse(json)
}

function lastGrantsIn(grants: readonly LastGrant[]): LastGrants {
  return new Map(
    grants.map(([unit, offerId, start, end]): [string, Period] => [
      `${unit} ${offerId}`,
      { start: Math.trunc(start), end: Math.trunc(end) },
    ]),
  )
}

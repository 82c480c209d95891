// Writes spends that were planned before any lock was taken.

import { type RawBuilder, sql } from 'kysely'
import type { Executor } from './database.ts'
import { splitJsonList } from './lists.ts'
import { type PlannedValue, plannedValues, type SpendsSeen } from './planned-spend-values.ts'
import { prepared } from './prepared.ts'
import { isAnyChanged } from './sessions.ts'
import { isAnyDueBy, type SpendCounts, type SpendIds, type SpendRows, spendIds } from './spends.ts'

/**
 * Writes spends if all they were planned on is so still; answers ids for spends to come. One statement, so it is done or it is
 * not. Nothing is written when anything has changed (`isOutdated`) or a key has a receipt already.
 */
export async function writePlannedSpends(
  executor: Executor,
  rows: SpendRows,
  seen: SpendsSeen,
  more: SpendCounts,
): Promise<SpendIds> {
  const [ids] = await write(executor, plannedValues(rows, seen, more))
  return ids ?? { settlements: [], uses: [] }
}

// `numbered` holds every wallet that is as it was seen, in the order of their ids as long as wallets are found by their index
// (`settingsOfFew`); `money` moves every balance that is. They are counted first, so nothing else is tried when one is missing.
// What comes after that sees to it itself that movements are of credits that are there, whose balances it has moved, and that uses
// are counted, which triggers would do else (migration 0021). What a use takes and its movement are one row each.
const write = prepared(
  (value: (name: PlannedValue) => RawBuilder<unknown>) => sql<SpendIds>`
    with numbered as (
      update wallet set sequence = last.sequence, recorded_at = last.recorded_at
      from unnest(${value('owners')}::bigint[], ${value('sequencesBefore')}::bigint[], ${value('stamps')}::bigint[],
        ${value('sequences')}::bigint[], ${value('recorded')}::timestamptz[])
        as last (coworker_id, before, stamp, sequence, recorded_at)
      where wallet.coworker_id = last.coworker_id and wallet.sequence = last.before and wallet.stamp = last.stamp
      returning wallet.coworker_id),
    money as (
      update coworker_booking_credit credit set remaining_credit = balance.remaining
      from unnest(${value('holders')}::bigint[], ${value('credits')}::bigint[], ${value('totals')}::numeric[],
        ${value('before')}::numeric[], ${value('after')}::numeric[]) as balance (coworker_id, id, total, before, remaining)
      where credit.coworker_id = balance.coworker_id and credit.id = balance.id
        and credit.total_credit = balance.total and credit.remaining_credit = balance.before
      returning credit.id),
    settled as (
      insert into settlement (coworker_id, id, reference, explanation, made_by, created_on)
      overriding system value
      select * from unnest(${value('settlers')}::bigint[], ${value('settlementIds')}::bigint[],
        ${value('references')}::text[], ${splitJsonList(value('explanations'))}, ${value('settledBy')}::text[],
        ${value('settledAt')}::timestamptz[])),
    taken as (
      select * from unnest(${value('useOwners')}::bigint[], ${value('useIds')}::bigint[], ${value('users')}::bigint[],
        ${value('usedCredits')}::bigint[], ${value('used')}::numeric[], ${value('descriptions')}::text[],
        ${value('useSettlements')}::bigint[], ${value('chargeIndexes')}::int[], ${value('ranks')}::int[],
        ${value('usedBy')}::text[], ${value('usedAt')}::timestamptz[], ${value('numbers')}::bigint[],
        ${value('left')}::numeric[], ${value('movedAt')}::timestamptz[], ${value('keys')}::text[])
        as taken (coworker_id, id, used_by_id, credit_id, used, description, settlement_id, charge_index, rank, made_by,
          created_on, sequence, remaining, recorded_at, receipt_key)),
    used as (
      insert into coworker_booking_credit_use_history (
        coworker_id, id, used_by_id, coworker_booking_credit_id, credit_used, description, settlement_id, charge_index,
        rank, updated_by, created_on, updated_on, unique_id)
      select coworker_id, id, used_by_id, credit_id, used, description, settlement_id, charge_index, rank, made_by,
        created_on, created_on, gen_random_uuid()
      from taken),
    moved as (
      insert into credit_movement (
        coworker_id, sequence, unit, coworker_booking_credit_id, kind, amount, remaining, use_id, occurred_at, recorded_at,
        made_by, receipt_key)
      select coworker_id, sequence, 'Money', credit_id, 'Use', -used, remaining, id, recorded_at, recorded_at, made_by,
        receipt_key
      from taken),
    kept as (
      insert into receipt (id, request_hash, coworker_id, settlement_id)
      select * from unnest(${value('receiptIds')}::uuid[], ${value('requestHashes')}::uuid[],
        ${value('receiptOwners')}::bigint[], ${value('receiptSettlements')}::bigint[])),
    counted as (
      insert into record_count
      select 'coworker_booking_credit_use_history', ${value('useCount')}::bigint where ${value('useCount')}::bigint > 0)
    select case
      when (select count(*) from numbered) <> ${value('walletCount')}::int then refuse_outdated('a wallet')
      when (select count(*) from money) <> ${value('creditCount')}::int then refuse_outdated('a balance')
      when (select version from catalogue_version) <> ${value('version')}::bigint then refuse_outdated('the catalogue')
      when ${isAnyChanged(
        sql`${value('tokenHashes')}::text[]`,
        sql`${value('fingerprints')}::text[]`,
        sql`${value('realNow')}::timestamptz`,
      )} then refuse_outdated('a caller')
      when ${isAnyDueBy(sql`${value('now')}::timestamptz`, sql`true`)} and exists (
        select from unnest(${value('concerned')}::bigint[]) as asked (customer)
        where ${isAnyDueBy(sql`${value('now')}::timestamptz`, sql`coworker_id = asked.customer`)}
      ) then refuse_outdated('what is due')
      else set_config('deskbank.sees_to_it', 'on', true) end,
      ${spendIds(value('moreSettlements'), value('moreUses'))}`,
)

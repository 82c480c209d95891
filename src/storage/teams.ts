// How many customers share a pool.

import { sql } from 'kysely'
import type { Executor } from './database.ts'

/** A pooled team among these with more customers than `most`, its paying customer counted once. */
export async function findCrowdedTeam(
  executor: Executor,
  teamIds: readonly number[],
  most: number,
): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    select id from team
    where id = any(${[...teamIds]}::bigint[]) and transfer_credits_to_paying_member
      and cardinality(team_members)
        + case when paying_member_id is null or paying_member_id = any(team_members) then 0 else 1 end > ${most}
    order by id limit 1`.execute(executor)
  return rows[0]?.id
}

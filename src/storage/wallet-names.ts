// The names of what a wallet is about, for those who read it: people, locations, and what its credits may pay.

import { sql } from 'kysely'
import type { Executor } from './database.ts'

export interface HolderNames {
  readonly id: number
  readonly fullName: string
  readonly email: string
  readonly businessId: number | null
  readonly businessName: string | null
  /** IANA name of the time zone of the invoicing location. */
  readonly timeZone: string | null
}

export async function listHolderNames(
  executor: Executor,
  ids: readonly number[],
): Promise<readonly HolderNames[]> {
  const { rows } = await sql<HolderNames>`
    select c.id, c.full_name as "fullName", c.email, l.id as "businessId", l.name as "businessName",
      z.iana as "timeZone"
    from coworker c
    left join business l on l.id = coalesce(c.invoicing_business_id, c.businesses[1])
    left join simple_time_zone z on z.id = l.simple_time_zone_id
    where c.id = any(${[...ids]}::bigint[])`.execute(executor)
  return rows
}

export interface TermIds {
  readonly businessIds: readonly number[]
  readonly resourceTypeIds: readonly number[]
  readonly eventCategoryIds: readonly number[]
  readonly productIds: readonly number[]
  readonly passIds: readonly number[]
  readonly tariffIds: readonly number[]
}

export interface TermName {
  readonly kind: keyof TermIds
  readonly id: number
  readonly name: string
}

/** In the order of their names, as a reader looks for them. */
export async function listTermNames(
  executor: Executor,
  ids: TermIds,
): Promise<readonly TermName[]> {
  const of = (kind: keyof TermIds, table: string, column = 'name') => sql`
    select ${kind}::text as kind, id, ${sql.ref(column)} as name from ${sql.table(table)}
    where id = any(${[...ids[kind]]}::bigint[])`
  const { rows } = await sql<TermName>`
    ${of('businessIds', 'business')}
    union all ${of('resourceTypeIds', 'resource_type')}
    union all ${of('eventCategoryIds', 'calendar_event_category', 'title')}
    union all ${of('productIds', 'product')}
    union all ${of('passIds', 'time_pass')}
    union all ${of('tariffIds', 'tariff')}
    order by name, id`.execute(executor)
  return rows
}

// What the service asks about locations beyond their records.

import { sql } from 'kysely'
import type { Executor } from './database.ts'
import { numbers } from './lists.ts'

export async function findFirstLocation(executor: Executor): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`select id from business order by id limit 1`.execute(
    executor,
  )
  return rows[0]?.id
}

/** What who-am-I answers say about a location (wire 4.3). */
export interface LocationFacts {
  readonly id: number
  readonly name: string
  readonly currencyId: number
  readonly currencyName: string
  readonly currencyCode: string
  readonly countryId: number
  readonly countryName: string
  readonly timeZoneId: number
  readonly timeZoneName: string
  readonly timeZoneIana: string
}

export async function findLocation(
  executor: Executor,
  id: number | undefined,
): Promise<LocationFacts | undefined> {
  if (id === undefined) return undefined
  const { rows } = await sql<LocationFacts>`
    select l.id, l.name, c.id as "currencyId", c.name as "currencyName", c.code as "currencyCode",
      n.id as "countryId", n.name as "countryName",
      z.id as "timeZoneId", z.name as "timeZoneName", z.iana as "timeZoneIana"
    from business l
    join currency c on c.id = l.currency_id
    join country n on n.id = l.country_id
    join simple_time_zone z on z.id = l.simple_time_zone_id
    where l.id = ${id}`.execute(executor)
  return rows[0]
}

export interface LocationRow {
  readonly id: number
  readonly name: string
  readonly parentId: number | null
  readonly currencyCode: string
  readonly decimals: number
}

/** Every location; there are few. */
export async function listLocations(executor: Executor): Promise<readonly LocationRow[]> {
  const { rows } = await sql<LocationRow>`
    select l.id, l.name, l.root_location_id as "parentId", y.code as "currencyCode", y.decimals
    from business l join currency y on y.id = l.currency_id`.execute(executor)
  return rows
}

/** Settings of a location by name in lower case. */
export async function listSettings(
  executor: Executor,
  businessId: number,
): Promise<ReadonlyMap<string, string>> {
  return (await listSettingsOf(executor, [businessId])).get(businessId) ?? new Map()
}

/** The same of several locations. */
export async function listSettingsOf(
  executor: Executor,
  businessIds: readonly number[],
): Promise<ReadonlyMap<number, ReadonlyMap<string, string>>> {
  const { rows } = await sql<{ businessId: number; name: string; value: string | null }>`
    select business_id as "businessId", lower(name) as name, value from business_setting
    where business_id = any(${numbers(businessIds)}) order by id`.execute(executor)
  const settings = new Map(businessIds.map((id) => [id, new Map<string, string>()]))
  for (const row of rows) settings.get(row.businessId)?.set(row.name, row.value ?? '')
  return settings
}

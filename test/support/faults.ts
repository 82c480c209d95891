// Breaks off what a request does to the database, at any of its writes; and tells whether anything has changed.

import { sql } from 'kysely'
import type { World } from './world.ts'

async function tablesOf(world: World): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = current_schema() and table_type = 'BASE TABLE'
    order by 1`.execute(world.service.database.executor)
  return rows.map(({ name }) => name)
}

/** A hash of each table, by name. */
export async function digestOf(world: World): Promise<ReadonlyMap<string, string>> {
  const each = (await tablesOf(world)).map(
    (name) => sql`select ${sql.lit(name)} as name,
      md5(coalesce(string_agg(t::text, ',' order by t::text), '')) as digest from ${sql.table(name)} t`,
  )
  const { rows } = await sql<{ name: string; digest: string }>`${sql.join(
    each,
    sql` union all `,
  )}`.execute(world.service.database.executor)
  return new Map(rows.map(({ name, digest }) => [name, digest]))
}

/** The tables that are not as they were. */
export async function tablesChanged(
  world: World,
  before: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const after = await digestOf(world)
  return [...after.keys()].filter((name) => after.get(name) !== before.get(name))
}

/** Makes every table count the statements that write to it, and fail once told to. */
export async function installFaults(world: World): Promise<void> {
  const { executor } = world.service.database
  // Sequences keep what a transaction that is rolled back has counted.
  await sql`create sequence fault_seen minvalue 0`.execute(executor)
  await sql`create sequence fault_after minvalue 0`.execute(executor)
  await allow(world, undefined)
  await sql`
    create function fail_when_told() returns trigger language plpgsql as $$
    begin
      if nextval('fault_seen') > (select last_value from fault_after) then
        raise exception 'a fault, as told';
      end if;
      return null;
    end $$`.execute(executor)
  for (const name of await tablesOf(world)) {
    await sql`create trigger fault after insert or update or delete on ${sql.table(name)}
      for each statement execute function fail_when_told()`.execute(executor)
  }
}

/** Lets so many statements write and makes all after them fail; undefined lets all of them. */
async function allow(world: World, writes: number | undefined): Promise<void> {
  await sql`select setval('fault_seen', 0), setval('fault_after', ${writes ?? 1_000_000_000}::bigint)`.execute(
    world.service.database.executor,
  )
}

/** Runs something while only so many statements may write. */
export async function afterWrites<T>(
  world: World,
  writes: number,
  run: () => Promise<T>,
): Promise<T> {
  await allow(world, writes)
  try {
    return await run()
  } finally {
    await allow(world, undefined)
  }
}

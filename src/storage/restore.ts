// Puts the rows of an archive into a database that had none.

import { sql } from 'kysely'
import { Failure } from '../failure.ts'
import type { ArchivedTable } from './archive.ts'
import { type Executor, runScript } from './database.ts'

// What a database has though nobody has used it: the rows of migrations, and the traces of commands that found nothing to do.
const filledUnused = [
  'schema_migration',
  'country',
  'currency',
  'simple_time_zone',
  'catalogue_version',
  'record_count',
  'schedule_run',
]

/** Refuses a database with anything in it, and keeps everybody else away from an empty one until the transaction ends. */
export async function lockEmpty(transaction: Executor): Promise<void> {
  const names = await listTables(transaction)
  const [first] = names
  if (first === undefined) return
  if (!names.includes('schema_migration'))
    throw notEmpty(`it has the table ${first}, which is not Deskbank's`)
  const all = sql.join(names.map((name) => sql.table(name)))
  await sql`lock table ${all} in access exclusive mode`.execute(transaction)
  for (const name of names) {
    if (filledUnused.includes(name)) continue
    const { rows } = await sql<{ isFilled: boolean }>`
      select exists (select from ${sql.table(name)}) as "isFilled"`.execute(transaction)
    if (rows[0]?.isFilled) throw notEmpty(`${name} has rows`)
  }
}

function notEmpty(what: string): Failure {
  return new Failure(
    'conflict',
    `An archive is imported into an empty database, and this one is not: ${what}. Nothing was changed. ` +
      'Name a new one with DATABASE_URL, in which no server has been started yet.',
  )
}

async function listTables(executor: Executor): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select table_name::text as name from information_schema.tables
    where table_schema = current_schema() and table_type = 'BASE TABLE'
    order by table_name`.execute(executor)
  return rows.map(({ name }) => name)
}

/** Takes away the tables of an empty database, and the functions of their triggers, so that it can be migrated anew. */
export async function dropTables(transaction: Executor): Promise<void> {
  const names = await listTables(transaction)
  if (names.length === 0) return
  await sql`drop table ${sql.join(names.map((name) => sql.table(name)))}`.execute(transaction)
  const { rows } = await sql<{ name: string }>`
    select p.oid::regprocedure::text as name from pg_proc p
    where p.pronamespace = current_schema()::regnamespace
      and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')`.execute(
    transaction,
  )
  for (const { name } of rows) await sql`drop routine ${sql.raw(name)}`.execute(transaction)
}

/**
 * Takes away foreign keys and plain indexes, because keeping them up row by row takes many times as long and demands an
 * order of the tables. Answers how they come back, which looks at every row. Triggers stay: those of movements ask
 * for their credits, which come before them in the order of names.
 */
export async function setAside(transaction: Executor): Promise<() => Promise<void>> {
  const { rows: keys } = await sql<{ table: string; name: string; definition: string }>`
    select conrelid::regclass::text as table, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
    from pg_constraint
    where contype = 'f' and connamespace = current_schema()::regnamespace
    order by conrelid, conname`.execute(transaction)
  const { rows: indexes } = await sql<{ name: string; definition: string }>`
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where c.relnamespace = current_schema()::regnamespace and not i.indisunique
    order by indexrelid`.execute(transaction)
  for (const { table, name } of keys) {
    await runScript(transaction, `alter table ${table} drop constraint ${name}`)
  }
  for (const { name } of indexes) await runScript(transaction, `drop index ${name}`)
  return async () => {
    for (const { definition } of indexes) await runScript(transaction, definition)
    for (const { table, name, definition } of keys) {
      await runScript(transaction, `alter table ${table} add constraint ${name} ${definition}`)
    }
  }
}

/** What a migration put there is in the archive as well, as it was. */
export async function emptyTable(transaction: Executor, { name }: ArchivedTable): Promise<void> {
  await sql`delete from ${sql.table(name)}`.execute(transaction)
}

/** Lines as `readRows` gives them. */
export async function insertRows(
  transaction: Executor,
  { name, columns }: ArchivedTable,
  lines: readonly string[],
): Promise<void> {
  const all = sql.join(columns.map((column) => sql.ref(column)))
  await sql`
    insert into ${sql.table(name)} (${all}) overriding system value
    select ${all} from json_populate_recordset(null::${sql.table(name)}, ${`[${lines.join(',')}]`}::json)`.execute(
    transaction,
  )
}

/** A sequence that is moved otherwise stays moved when the transaction comes to nothing. */
export async function writeNextId(
  transaction: Executor,
  { name, identity }: ArchivedTable,
  next: number,
): Promise<void> {
  if (identity === null) return
  await sql`
    alter table ${sql.table(name)} alter column ${sql.ref(identity)} restart with ${sql.lit(next)}`.execute(
    transaction,
  )
}

/** Where the schema counts its records, and has the planner look at what there is now. */
export async function takeStock(transaction: Executor): Promise<void> {
  const { rows } = await sql<{ exists: boolean }>`
    select to_regprocedure('recount_records()') is not null as exists`.execute(transaction)
  if (rows[0]?.exists) await sql`call recount_records()`.execute(transaction)
  for (const name of await listTables(transaction)) {
    await sql`analyze ${sql.table(name)}`.execute(transaction)
  }
}

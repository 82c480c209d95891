// Reads and writes records of any entity. The statements follow from the definitions; nothing here decides.

import { type RawBuilder, sql } from 'kysely'
import type { Catalog } from '../entities/catalog.ts'
import type { RecordValues } from '../entities/change.ts'
import { type Entity, fieldOf, snakeCase } from '../entities/entity.ts'
import type { Executor } from './database.ts'
import { numbers } from './lists.ts'
import { isCounted, readRecordCount } from './record-counts.ts'
import { type Selection, selectionOf } from './select.ts'
import { type Condition, type Reading, whereOf } from './where.ts'

export interface Page {
  readonly orderBy: string
  readonly descending: boolean
  readonly limit: number
  readonly offset: number
}

export async function listRecords(
  executor: Executor,
  reading: Reading,
  fields: readonly string[],
  conditions: readonly Condition[],
  page?: Page,
): Promise<readonly RecordValues[]> {
  const selection = selectionOf(reading.catalog, reading.owner, reading.now)
  const columns = fields.map((name) => sql`${selection.expression(name)} as ${sql.id(name)}`)
  const where = page
    ? sql`record.id = any(array(${idsOfPage(reading, conditions, page)}))`
    : whereOf(selection, reading, conditions)
  const order = orderOf(page ?? byId, selection)
  const { rows } = await sql<RecordValues>`
    select ${sql.join(columns)}
    ${selection.from()}
    where ${where}
    order by ${order}`.execute(executor)
  return rows
}

const byId = { orderBy: 'Id', descending: false }

// Joins what the question asks about, and only for the records of the page all that is read of them.
function idsOfPage(
  reading: Reading,
  conditions: readonly Condition[],
  page: Page,
): RawBuilder<unknown> {
  const selection = selectionOf(reading.catalog, reading.owner, reading.now)
  const where = whereOf(selection, reading, conditions)
  const order = orderOf(page, selection)
  return sql`select record.id ${selection.from()} where ${where} order by ${order}
    limit ${page.limit} offset ${page.offset}`
}

// Every record has an Id, so its index serves the order as it is; elsewhere what is unset counts as least.
function orderOf(
  page: Pick<Page, 'orderBy' | 'descending'>,
  selection: Selection,
): RawBuilder<unknown> {
  if (page.orderBy === 'Id') return page.descending ? sql`record.id desc` : sql`record.id`
  const direction = page.descending ? sql`desc nulls last` : sql`asc nulls first`
  return sql`${selection.expression(page.orderBy)} ${direction}, record.id`
}

export async function countRecords(
  executor: Executor,
  reading: Reading,
  conditions: readonly Condition[],
): Promise<number> {
  const { owner, locations } = reading
  const isAll = conditions.length === 0 && (!locations || owner.location === undefined)
  if (isAll && isCounted(owner.table)) return readRecordCount(executor, owner.table)
  const selection = selectionOf(reading.catalog, owner, reading.now)
  const where = whereOf(selection, reading, conditions)
  const { rows } = await sql<{ total: number }>`
    select count(*) as total ${selection.from()} where ${where}`.execute(executor)
  return rows[0]?.total ?? 0
}

/** Members that are read from the database; the others are instructions and always null. */
export function readableFields(owner: Entity): readonly string[] {
  return Object.entries(owner.fields)
    .filter(([, { source }]) => !['instruction', 'delta', 'nowhere'].includes(source.from))
    .map(([name]) => name)
}

export async function findRecord(
  executor: Executor,
  reading: Reading,
  id: number,
): Promise<RecordValues | undefined> {
  const [record] = await listRecords(executor, reading, readableFields(reading.owner), [
    { field: 'Id', comparison: 'equals', values: [id] },
  ])
  return record
}

/** Holds the row until the transaction ends, so that what is read next is what will be changed. */
export async function lockRecord(executor: Executor, owner: Entity, id: number): Promise<void> {
  await sql`select id from ${sql.table(owner.table)} where id = ${id} for update`.execute(executor)
}

/** The locations a record belongs to by its own members or references, for the question who may change it. */
export async function locationsOf(
  executor: Executor,
  reading: Reading,
  id: number,
): Promise<readonly number[]> {
  if (reading.owner.location === undefined) return []
  const { rows } = await sql<{ locations: readonly number[] }>`
    select ${locationsAt(reading, id)} as locations`.execute(executor)
  return rows[0]?.locations ?? []
}

/** The same as part of a larger statement. */
export function locationsAt(reading: Reading, id: number): RawBuilder<readonly number[]> {
  const { owner } = reading
  if (owner.location === undefined) return numbers([])
  const selection = selectionOf(reading.catalog, owner, reading.now)
  const isList = owner.location.endsWith('Businesses')
  const expression =
    owner.location === 'Id'
      ? sql`record.id`
      : selection.at(isList ? owner.location : `${owner.location}Id`)
  const locations = isList ? expression : sql`array_remove(array[${expression}], null)`
  return sql`
    coalesce((select ${locations} ${selection.from()} where record.id = ${id}), '{}'::bigint[])`
}

/** Which of the ids exist, for the user at hand. */
export async function existingIds(
  executor: Executor,
  reading: Reading,
  ids: readonly number[],
): Promise<ReadonlySet<number>> {
  const records = await listRecords(
    executor,
    reading,
    ['Id'],
    [{ field: 'Id', comparison: 'equals', values: ids }],
  )
  return new Set(records.map((record) => record.Id as number))
}

/** The same of any number of ids, for whoever sees every record. */
export async function existingAmong(
  executor: Executor,
  owner: Entity,
  ids: readonly number[],
): Promise<readonly number[]> {
  const isThere = owner.wallet?.retained ? sql`deleted_on is null` : sql`true`
  const { rows } = await sql<{ id: number }>`
    select id from ${sql.table(owner.table)}
    where id = any(${numbers(ids)}) and ${isThere}`.execute(executor)
  return rows.map(({ id }) => id)
}

/** Columns beside the fields, by name. */
export type Columns = Readonly<Record<string, unknown>>

/** The columns and stored values of a record's members. */
export function assignments(
  owner: Entity,
  values: RecordValues,
  without: 'nothing' | 'ledger',
): [string, unknown][] {
  return Object.entries(values)
    .filter(([name]) => name !== 'Id' && owner.fields[name]?.source.from === 'column')
    .map(([name, value]) => ({ name, field: fieldOf(owner, name), value }))
    .filter(({ field }) => without === 'nothing' || !field.ledger)
    .map(({ name, field, value }) => [snakeCase(name), field.kind.store(value)])
}

/** Inserts a record and answers its id. */
export async function insertRecord(
  executor: Executor,
  owner: Entity,
  values: RecordValues,
  columns: Columns = {},
): Promise<number> {
  const entries = [...assignments(owner, values, 'nothing'), ...Object.entries(columns)]
  const { rows } = await sql<{ id: number }>`
    insert into ${sql.table(owner.table)} (${sql.join(entries.map(([name]) => sql.id(name)))})
    values (${sql.join(entries.map(([, value]) => value))})
    returning id`.execute(executor)
  const [row] = rows
  if (!row) throw new Error(`insert into ${owner.table} answered no id`)
  return row.id
}

/** Writes the values of a record, but for columns that only the ledger writes. */
export async function updateRecord(
  executor: Executor,
  owner: Entity,
  id: number,
  values: RecordValues,
  columns: Columns = {},
): Promise<void> {
  const entries = [...assignments(owner, values, 'ledger'), ...Object.entries(columns)]
  await sql`
    update ${sql.table(owner.table)}
    set ${sql.join(entries.map(([name, value]) => sql`${sql.id(name)} = ${value}`))}
    where id = ${id}`.execute(executor)
}

export async function deleteRecordRow(
  executor: Executor,
  owner: Entity,
  id: number,
): Promise<void> {
  await sql`delete from ${sql.table(owner.table)} where id = ${id}`.execute(executor)
}

/**
 * Makes `id` an element of the lists of these records, and of those no more: the other end of an inverse list. What is
 * neither added nor removed is left alone, because its own editors may be at it.
 */
export async function writeInverseList(
  executor: Executor,
  target: Entity,
  list: string,
  id: number,
  holders: { readonly added: readonly number[]; readonly removed: readonly number[] },
): Promise<void> {
  const table = sql.table(target.table)
  const column = sql.id(snakeCase(list))
  if (holders.removed.length > 0) {
    await sql`
      update ${table} set ${column} = array_remove(${column}, ${id}::bigint)
      where id = any(${[...holders.removed]}::bigint[])`.execute(executor)
  }
  if (holders.added.length > 0) {
    await sql`
      update ${table} set ${column} = array_append(${column}, ${id}::bigint)
      where id = any(${[...holders.added]}::bigint[]) and not ${column} @> array[${id}::bigint]`.execute(
      executor,
    )
  }
}

export interface Dependant {
  readonly kind: Entity
  /** Only deleted records, which are kept for their history, refer to it. */
  readonly isHistory: boolean
}

/** The first kind of record that still refers to this one, so that it cannot go. */
export async function findDependant(
  executor: Executor,
  catalog: Catalog,
  owner: Entity,
  id: number,
): Promise<Dependant | undefined> {
  const checks = catalog.entities.flatMap((other) =>
    Object.entries(other.fields)
      .filter(
        ([, field]) =>
          field.source.from === 'column' && field.reference === owner.name && !field.loose,
      )
      .map(([name, field]) => ({ other, name, isList: field.kind.column.endsWith('[]') })),
  )
  let history: Dependant | undefined
  for (const { other, name, isList } of checks) {
    const column = sql.id(snakeCase(name))
    const isDeleted = other.wallet?.retained ? sql`deleted_on is not null` : sql`false`
    // What the list of a deleted record names, it needs no more.
    const matches = isList
      ? sql`${column} @> array[${id}::bigint] and not ${isDeleted}`
      : sql`${column} = ${id}`
    const { rows } = await sql<{ isHistory: boolean }>`
      select ${isDeleted} as "isHistory" from ${sql.table(other.table)}
      where ${matches} order by 1 limit 1`.execute(executor)
    const [row] = rows
    if (row?.isHistory === false) return { kind: other, isHistory: false }
    if (row) history ??= { kind: other, isHistory: true }
  }
  return history
}

// Inserts many records of one kind in one statement.

import { sql } from 'kysely'
import type { RecordValues } from '../entities/change.ts'
import type { Entity } from '../entities/entity.ts'
import type { Executor } from './database.ts'
import { assignments, type Columns } from './records.ts'

export interface NewRow {
  readonly values: RecordValues
  /** Columns beside the fields, by name. */
  readonly columns: Columns
}

/** Answers the ids in the order of the rows. Rows may leave out different members; those keep their defaults. */
export async function insertRecords(
  executor: Executor,
  owner: Entity,
  rows: readonly NewRow[],
): Promise<readonly number[]> {
  if (rows.length === 0) return []
  const ids = await takeIds(executor, owner, rows.length)
  const shapes = new Map<string, { names: readonly string[]; records: unknown[] }>()
  rows.forEach(({ values, columns }, index) => {
    const record = Object.fromEntries([
      ['id', ids[index]],
      ...assignments(owner, values, 'nothing'),
      ...Object.entries(columns),
    ])
    const names = Object.keys(record)
    const shape = shapes.get(names.join()) ?? { names, records: [] }
    shape.records.push(record)
    shapes.set(names.join(), shape)
  })
  for (const { names, records } of shapes.values()) {
    const list = sql.join(names.map((name) => sql.id(name)))
    await sql`
      insert into ${sql.table(owner.table)} (${list})
      select ${list} from json_populate_recordset(null::${sql.table(owner.table)}, ${JSON.stringify(records)}::json)`.execute(
      executor,
    )
  }
  return ids
}

async function takeIds(
  executor: Executor,
  owner: Entity,
  count: number,
): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    select nextval(pg_get_serial_sequence(${owner.table}, 'id')) as id
    from generate_series(1, ${count}::int)`.execute(executor)
  return rows.map(({ id }) => id)
}

// The migrated catalog equals what the entities say: nothing lacks, nothing is left over, nothing differs.

import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { catalog } from '../../src/entities/catalog.ts'
import type { Entity } from '../../src/entities/entity.ts'
import { columnsOf, foreignKeys, missingSchema } from '../../src/storage/schema.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World

beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

interface Column {
  readonly name: string
  readonly type: string
  readonly required: boolean
}

async function migratedColumns(table: string): Promise<readonly Column[]> {
  const { rows } = await sql<Column>`
    select attname as name, format_type(atttypid, atttypmod) as type, attnotnull as required
    from pg_attribute
    where attrelid = ${table}::regclass and attnum > 0 and not attisdropped`.execute(
    world.service.database.executor,
  )
  return byName(rows)
}

function definedColumns(owner: Entity): readonly Column[] {
  const key = owner.wallet ? ['id', 'coworker_id'] : ['id']
  return byName(
    columnsOf(owner).map(({ name, definition }) => {
      const [type = ''] = definition.split(/ not null| generated/)
      return {
        name,
        type: type === 'timestamptz' ? 'timestamp with time zone' : type,
        required: definition.includes('not null') || key.includes(name),
      }
    }),
  )
}

function byName(columns: readonly Column[]): readonly Column[] {
  return [...columns].sort((left, right) => (left.name < right.name ? -1 : 1))
}

async function migratedForeignKeys(table: string): Promise<readonly string[]> {
  const { rows } = await sql<{ definition: string }>`
    select pg_get_constraintdef(oid) as definition from pg_constraint
    where contype = 'f' and conrelid = ${table}::regclass`.execute(world.service.database.executor)
  return rows.map(({ definition }) => spelt(definition)).sort()
}

function definedForeignKeys(owner: Entity): readonly string[] {
  return foreignKeys(catalog, owner)
    .map((statement) => spelt(statement.replace(/^.* add /, '')))
    .sort()
}

const spelt = (key: string) => key.toLowerCase().replace(/[\s;]/g, '')

test('the migrations leave nothing to add', async () => {
  expect(await missingSchema(catalog, world.service.database.executor)).toBe('')
})

describe.each(catalog.entities.map((owner) => [owner.name, owner] as const))('%s', (_, owner) => {
  test('has the columns of its definition and no others', async () => {
    expect(await migratedColumns(owner.table)).toEqual(definedColumns(owner))
  })
  test('has the foreign keys of its definition and no others', async () => {
    expect(await migratedForeignKeys(owner.table)).toEqual(definedForeignKeys(owner))
  })
})

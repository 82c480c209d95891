// Reads records: one, several by id, or a page of a list.

import type { Entity } from '../entities/entity.ts'
import { recordJson, rowFields } from '../entities/json.ts'
import { Failure } from '../failure.ts'
import {
  countRecords,
  findRecord,
  listRecords,
  type Page,
  readableFields,
} from '../storage/records.ts'
import type { Condition } from '../storage/where.ts'
import { requireRole } from './access.ts'
import { type Call, readingFor, type Service } from './call.ts'

/** The whole record as JSON text. */
export async function readRecord(
  service: Service,
  call: Call,
  owner: Entity,
  id: number,
): Promise<string> {
  requireRole(call.actor, owner, ['Read'])
  const reading = readingFor({ ...service, ...call }, owner)
  const record = await service.database.lookUp((executor) => findRecord(executor, reading, id))
  if (!record) throw new Failure('not-found', `There is no ${owner.name} with the Id ${id}.`)
  return recordJson(service.catalog, owner, record)
}

/** Whole records in the order of the ids; unknown ids are passed over (wire 8.1, X4). */
export async function readBatch(
  service: Service,
  call: Call,
  owner: Entity,
  ids: readonly number[],
): Promise<string> {
  requireRole(call.actor, owner, ['Read', 'List'])
  const reading = readingFor({ ...service, ...call }, owner)
  const named = [{ field: 'Id', comparison: 'equals', values: ids }] as const
  const records = await service.database.view((executor) =>
    listRecords(executor, reading, readableFields(owner), named),
  )
  const byId = new Map(records.map((record) => [record.Id, record]))
  const found = ids.map((id) => byId.get(id)).filter((record) => record !== undefined)
  return `[${found.map((record) => recordJson(service.catalog, owner, record)).join(',')}]`
}

export interface ListQuery {
  readonly conditions: readonly Condition[]
  readonly page: Page
  /** Whole records instead of rows, as the older form of a batch get has them (wire X4). */
  readonly isWhole: boolean
}

export interface RecordPage {
  /** Each record as JSON text. */
  readonly records: readonly string[]
  readonly totalItems: number
}

export async function readPage(
  service: Service,
  call: Call,
  owner: Entity,
  query: ListQuery,
): Promise<RecordPage> {
  requireRole(call.actor, owner, query.isWhole ? ['List', 'Read'] : ['List'])
  const reading = readingFor({ ...service, ...call }, owner)
  const fields = query.isWhole ? Object.keys(owner.fields) : rowFields(owner)
  const readable = new Set(readableFields(owner))
  const selected = fields.filter((name) => readable.has(name))
  const [totalItems, records] = await service.database.view((executor) =>
    Promise.all([
      countRecords(executor, reading, query.conditions),
      listRecords(executor, reading, selected, query.conditions, query.page),
    ]),
  )
  return {
    records: records.map((record) => recordJson(service.catalog, owner, record, fields)),
    totalItems,
  }
}

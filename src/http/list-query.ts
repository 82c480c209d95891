// The query string of a list: filters, paging, order (wire 6, 7, 8). Names are compared without regard to case.

import type { Catalog } from '../entities/catalog.ts'
import { type Entity, isList } from '../entities/entity.ts'
import { type Filter, filtersOf } from '../entities/filters.ts'
import { integerKind, textKind, type Value } from '../entities/kinds.ts'
import { Failure, type FieldError, invalid } from '../failure.ts'
import type { ListQuery } from '../operations/read-records.ts'
import type { Page } from '../storage/records.ts'
import type { Condition } from '../storage/where.ts'
import { type Query, readPaging, singleIn, standardSize } from './paging.ts'

export interface ReadQuery extends ListQuery {
  readonly pageNumber: number
}

const mostIds = 1_000

/** The ids of `?id=[1,2,3]`; undefined when the query is not a batch get. */
export function batchIds(query: Query): readonly number[] | undefined {
  const [name, text] = Object.entries(query).find(
    ([key, value]) => key.toLowerCase() === 'id' && isIdList(value),
  ) ?? ['', undefined]
  return text === undefined ? undefined : parseIdList(name, String(text))
}

function isIdList(value: unknown): boolean {
  return typeof value === 'string' && value.trim().startsWith('[')
}

function parseIdList(parameter: string, text: string): readonly number[] {
  const inner = text.trim().replace(/^\[|\]$/g, '')
  const parsed = inner.trim() === '' ? [] : inner.split(',').map((item) => integerKind.parse(item))
  const ids = parsed.map((item) => ('value' in item ? Number(item.value) : Number.NaN))
  if (ids.some(Number.isNaN) || ids.length > mostIds) {
    throw invalid([
      {
        property: parameter,
        message: `must be a list of at most ${mostIds} ids such as [1,2,3]`,
        attempted: text,
      },
    ])
  }
  return [...new Set(ids)]
}

/** Reads the whole query or says everything that is wrong with it. Unknown parameters are passed over. */
export function readListQuery(catalog: Catalog, owner: Entity, query: Query): ReadQuery {
  const errors: FieldError[] = []
  const filters = filtersOf(catalog, owner)
  let isWhole = false
  const conditions: Condition[] = []
  for (const [parameter, input] of Object.entries(query)) {
    const filter = filters.get(parameter.toLowerCase())
    if (!filter || input === undefined) continue
    if (filter.field === 'Id' && isIdList(input)) {
      isWhole = true
      conditions.push({
        field: 'Id',
        comparison: 'equals',
        values: parseIdList(parameter, String(input)),
      })
    } else {
      conditions.push(conditionOf(filter, parameter, input, errors))
    }
  }
  const page = readPage(owner, query, errors)
  if (errors.length > 0) throw invalid(errors)
  requireFilter(owner, query, conditions)
  return { conditions, isWhole, ...page }
}

function conditionOf(
  filter: Filter,
  parameter: string,
  input: string | readonly string[],
  errors: FieldError[],
): Condition {
  const values = [input].flat().map((text): Value => {
    if (text.toLowerCase() === 'null') return null
    const parsed = filter.kind.column.endsWith('[]')
      ? parseElement(filter, text)
      : filter.kind.parse(text)
    if ('value' in parsed) return parsed.value
    errors.push({ property: parameter, message: parsed.problem, attempted: text })
    return null
  })
  return { field: filter.field, comparison: filter.comparison, values }
}

function parseElement(filter: Filter, text: string) {
  return (filter.kind.column === 'text[]' ? textKind : integerKind).parse(text)
}

// Listing the lines of every invoice of every customer is refused (wire 6.5).
function requireFilter(owner: Entity, query: Query, conditions: readonly Condition[]): void {
  const required = owner.requiredFilter
  if (required === undefined || conditions.some((condition) => condition.field === 'Id')) return
  const given = Object.keys(query).map((name) => name.toLowerCase())
  if (!given.includes(required.toLowerCase())) {
    throw new Failure('invalid', `Missing required filter: ${required}`)
  }
}

function readPage(owner: Entity, query: Query, errors: FieldError[]) {
  const { pageNumber, limit, offset } = readPaging(query, standardSize, errors)
  const orderBy = readOrder(owner, singleIn(query, 'orderby'), errors)
  const descending = readDirection(singleIn(query, 'dir'), errors)
  const page: Page = { orderBy, descending, limit, offset }
  return { page, pageNumber }
}

function readOrder(owner: Entity, text: string | undefined, errors: FieldError[]): string {
  if (text === undefined || text === '') return 'Id'
  const name = Object.keys(owner.fields).find((one) => one.toLowerCase() === text.toLowerCase())
  const field = name === undefined ? undefined : owner.fields[name]
  const isOrderable =
    field && !isList(field) && !['delta', 'instruction', 'nowhere'].includes(field.source.from)
  if (name !== undefined && isOrderable) return name
  errors.push({
    property: 'orderBy',
    message: `must be a member of ${owner.name} such as CreatedOn`,
    attempted: text,
  })
  return 'Id'
}

// All three published spellings; 1 is descending in the newest and -1 in the one before (API-6).
const directions: ReadonlyMap<string, boolean> = new Map([
  ['0', false],
  ['asc', false],
  ['ascending', false],
  ['1', true],
  ['-1', true],
  ['desc', true],
  ['descending', true],
])

export function readDirection(text: string | undefined, errors: FieldError[]): boolean {
  if (text === undefined || text === '') return false
  const descending = directions.get(text.toLowerCase())
  if (descending !== undefined) return descending
  errors.push({
    property: 'dir',
    message: 'must be 0, asc or Ascending, or 1, -1, desc or Descending',
    attempted: text,
  })
  return false
}

// The lines of an archive: a head, then of each table a line that describes it and its rows, and a foot.

import { Failure } from '../failure.ts'

/** Moves when an archive of before could no longer be read by the same rules. */
export const archiveFormat = 1

export interface Head {
  readonly archive: 'deskbank'
  readonly format: number
  /** The version of the schema, which is the number of its last migration. */
  readonly schema: number
  /** The version of the program that wrote it. */
  readonly deskbank: string
  readonly exportedOn: string
  /** How many rows there are, by table. */
  readonly rows: Readonly<Record<string, number>>
}

/** Rows of all tables. */
export const totalOf = ({ rows }: Head): number =>
  Object.values(rows).reduce((sum, count) => sum + count, 0)

export interface TableLine {
  readonly table: string
  readonly columns: readonly string[]
  /** The number of the next new row; null where rows have no number. */
  readonly nextId: number | null
}

export interface Foot {
  readonly rows: number
  /** Of all lines before this one, with their ends, in hexadecimal. */
  readonly sha256: string
}

export function isNoArchive(what: string): Failure {
  return new Failure('invalid', `The file is no archive of Deskbank: ${what}.`)
}

export function isDamaged(what: string): Failure {
  return new Failure(
    'invalid',
    `The archive is cut off or was altered: ${what}. Nothing of it was imported.`,
  )
}

export function readHead(line: string): Head {
  const head = parsed(line) as Partial<Head> | undefined
  if (head?.archive !== 'deskbank') throw isNoArchive('it does not begin like one')
  if (typeof head.format !== 'number' || head.format > archiveFormat) {
    throw new Failure(
      'invalid',
      `The archive has format ${head.format}, this Deskbank reads formats up to ${archiveFormat}. Import it with a newer Deskbank.`,
    )
  }
  const isWhole =
    Number.isSafeInteger(head.schema) &&
    typeof head.rows === 'object' &&
    head.rows !== null &&
    Object.values(head.rows).every(isCount)
  if (!isWhole) throw isDamaged('its first line does not say what is in it')
  return head as Head
}

export function readTableLine(line: string, expected: string): TableLine {
  const { table, columns, nextId } = (parsed(line) ?? {}) as Partial<TableLine>
  const isWhole =
    table === expected &&
    Array.isArray(columns) &&
    columns.every((column) => typeof column === 'string') &&
    (nextId === null || isCount(nextId))
  if (!isWhole) throw isDamaged(`the table ${expected} does not begin where it should`)
  return { table, columns, nextId }
}

export function readFoot(line: string): Foot {
  const foot = (parsed(line) ?? {}) as Partial<Foot>
  if (isCount(foot.rows) && typeof foot.sha256 === 'string') return foot as Foot
  throw isDamaged('its last line is missing')
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function parsed(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

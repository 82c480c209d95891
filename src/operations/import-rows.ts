// What one row of an import makes of a credit: pure, and every mistake in it at once.

import { type Amount, formatAmount } from '../engine/amount.ts'
import { type Body, change, type RecordValues } from '../entities/change.ts'
import type { Entity } from '../entities/entity.ts'
import { amountKind, textKind } from '../entities/kinds.ts'
import { unguarded } from '../entities/spreadsheet.ts'
import type { FieldError } from '../failure.ts'

/** A row of a file as it was read. */
export interface Row {
  /** Where it begins; the header begins on line 1. */
  readonly line: number
  readonly cells: readonly string[]
}

/** Something that keeps a file from being imported. */
export interface Mistake extends FieldError {
  readonly line: number
}

/** A credit to be, as far as its row says it. */
export interface Draft {
  readonly line: number
  readonly body: Body
  readonly values: RecordValues
  /** Members to be worked out, because the row leaves them open. */
  readonly computed: ReadonlySet<string>
  readonly total: Amount
  /** What is left of the total; all of it unless the row says otherwise. */
  readonly left: Amount
  readonly reason: string | undefined
  readonly mistakes: readonly Mistake[]
}

/** The rules are those of a POST of the record, with each cell as a text and empty ones left out. */
export function readRow(owner: Entity, columns: readonly string[], row: Row): Draft {
  const body = bodyOf(columns, row.cells)
  const { values, computed, errors } = change(owner, 'create', undefined, body, true)
  const total = (values.TotalCredit ?? 0) as Amount
  const left = leftOf(body, values.TotalCredit as Amount | undefined)
  const reason = textKind.parse(body.Reason ?? '')
  const problems = [
    ...shapeErrors(columns, row.cells),
    ...errors,
    ...('problem' in left ? [errorOf(body, 'RemainingCredit', left.problem)] : []),
    ...('problem' in reason ? [errorOf(body, 'Reason', reason.problem)] : []),
  ]
  return {
    line: row.line,
    body,
    values,
    computed,
    total,
    left: 'value' in left ? left.value : total,
    reason: 'value' in reason ? String(reason.value).trim() || undefined : undefined,
    mistakes: problems.map((problem) => ({ ...problem, line: row.line })),
  }
}

function bodyOf(columns: readonly string[], cells: readonly string[]): Body {
  const body: Record<string, string> = {}
  for (let place = 0; place < columns.length; place += 1) {
    const [member, cell] = [columns[place], cells[place]]
    if (member !== undefined && cell !== undefined && cell !== '') body[member] = unguarded(cell)
  }
  return body
}

// What stands for a character that could not be read.
const unreadable = '\uFFFD'

function shapeErrors(columns: readonly string[], cells: readonly string[]): FieldError[] {
  const errors = columns.flatMap((property, place) =>
    cells[place]?.includes(unreadable)
      ? [{ property, message: 'is not UTF-8: save the file in that encoding', attempted: null }]
      : [],
  )
  if (cells.length === columns.length) return errors
  const message = `the row has ${cells.length} cells, the header ${columns.length}`
  return [{ property: '', message, attempted: null }, ...errors]
}

function leftOf(
  body: Body,
  total: Amount | undefined,
): { readonly value: Amount } | { readonly problem: string } {
  const input = body.RemainingCredit
  if (input === undefined || String(input).trim() === '') return { value: total ?? (0 as Amount) }
  const parsed = amountKind.parse(input)
  if ('problem' in parsed) return parsed
  const left = parsed.value as Amount
  if (left < 0) return { problem: 'must not be less than zero' }
  // A total that is wrong itself says nothing about what may be left of it.
  if (total === undefined || left <= total) return { value: left }
  return { problem: `may not be more than TotalCredit, which is ${formatAmount(total)}` }
}

function errorOf(body: Body, property: string, message: string): FieldError {
  return { property, message, attempted: body[property] ?? null }
}

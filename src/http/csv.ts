// Rows as CSV (RFC 4180), safe to open in a spreadsheet.

import { guarded } from '../entities/spreadsheet.ts'
import { toJson, type Wire } from '../entities/wire-json.ts'

/** A line of names, also when there are no rows, then a line for each row. */
export function csvOf(
  rows: readonly Readonly<Record<string, Wire>>[],
  names: readonly string[],
): string {
  const lines = rows.map((row) => names.map((name) => cell(row[name])).join(','))
  return [names.join(','), ...lines, ''].join('\r\n')
}

function cell(value: Wire): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'string') return toJson(value)
  const text = guarded(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

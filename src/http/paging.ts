// Page and size of a list (wire 6.2): sizes are brought within their bounds, and what is no number is told.

import { integerKind } from '../entities/kinds.ts'
import { type FieldError, invalid } from '../failure.ts'

export type Query = Readonly<Record<string, string | readonly string[] | undefined>>

export interface Paging {
  readonly pageNumber: number
  readonly limit: number
  readonly offset: number
}

export const standardSize = 25
const largestSize = 1_000

/** The single value of a parameter, its name in any case. */
export function singleIn(query: Query, name: string): string | undefined {
  const [, value] = Object.entries(query).find(([key]) => key.toLowerCase() === name) ?? []
  return [value].flat()[0]
}

/** Errors are added to the list, or thrown when none is given. */
export function readPaging(query: Query, standard: number, errors?: FieldError[]): Paging {
  const found: FieldError[] = errors ?? []
  const whole = (name: string, otherwise: number) => {
    const text = singleIn(query, name)
    if (text === undefined || text === '') return otherwise
    const parsed = integerKind.parse(text)
    if ('value' in parsed) return Number(parsed.value)
    found.push({ property: name, message: parsed.problem, attempted: text })
    return otherwise
  }
  const limit = Math.min(largestSize, Math.max(1, whole('size', standard)))
  const pageNumber = Math.max(1, whole('page', 1))
  if (!errors && found.length > 0) throw invalid(found)
  // Far beyond any row there is none, and the database takes no larger offset.
  return { pageNumber, limit, offset: Math.min((pageNumber - 1) * limit, Number.MAX_SAFE_INTEGER) }
}

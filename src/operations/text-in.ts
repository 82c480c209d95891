// Texts that operations beside the records take from a body.

import type { Body } from '../entities/change.ts'
import { type Kind, nameKind, textKind } from '../entities/kinds.ts'
import { invalidField } from '../failure.ts'

/** Undefined when there is none, or nothing in it; fails when it is no text. */
export function textIn(body: Body, name: string): string | undefined {
  return read(body, name, textKind)
}

/** What a caller knows a spend by, and finds it by again. */
export function referenceIn(body: Body): string | undefined {
  return read(body, 'Reference', nameKind)
}

function read(body: Body, name: string, kind: Kind): string | undefined {
  const input = body[name]
  if (input === undefined || input === null) return undefined
  const parsed = kind.parse(input)
  if ('problem' in parsed) throw invalidField(name, parsed.problem, input)
  return String(parsed.value).trim() === '' ? undefined : String(parsed.value)
}

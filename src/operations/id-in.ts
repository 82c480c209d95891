// The id in a member of a body that has not been checked yet.

import { integerKind } from '../entities/kinds.ts'

export function idIn(input: unknown): number[] {
  const parsed = integerKind.parse(input)
  return 'value' in parsed ? [parsed.value as number] : []
}

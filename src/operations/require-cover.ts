// `RejectIfNotCovered`: a spend that leaves something to pay is refused as a whole.

import type { Amount } from '../engine/amount.ts'
import type { Body } from '../entities/change.ts'
import { flagKind } from '../entities/kinds.ts'
import { decimal, toJson } from '../entities/wire-json.ts'
import { invalidField } from '../failure.ts'

/** Whether the body asks for full cover; fails with 400 when it asks unclearly. */
export function asksForCover(body: Body): boolean {
  const parsed = flagKind.parse(body.RejectIfNotCovered ?? false)
  if ('problem' in parsed) {
    throw invalidField('RejectIfNotCovered', parsed.problem, body.RejectIfNotCovered)
  }
  return parsed.value === true
}

/** Fails with 400 when the body asks for full cover and something remains. */
export function requireCover(
  isToBeCovered: boolean,
  settled: { readonly covered: Amount; readonly remainder: Amount },
): void {
  if (!isToBeCovered || settled.remainder === 0) return
  const [covered, remainder] = [settled.covered, settled.remainder].map((one) =>
    toJson(decimal(one)),
  )
  throw invalidField(
    'RejectIfNotCovered',
    `credit covers ${covered} and leaves ${remainder}`,
    isToBeCovered,
  )
}

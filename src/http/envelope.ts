// The envelopes of the wire, as JSON text (wire 9.2, 10.1).

import { formatInstant } from '../engine/instant.ts'
import type { Failure, FailureKind } from '../failure.ts'
import type { Outcome } from '../operations/perform.ts'

/** The answer to a write that was done: a function of its outcome and of nothing else. */
export function successEnvelope(outcome: Outcome): string {
  return (
    `{"Status":200,"Message":${JSON.stringify(outcome.message)},"Value":${outcome.value},` +
    '"OpenInDialog":false,"OpenInWindow":false,"RedirectURL":null,"JavaScript":null,' +
    `"UpdatedOn":${JSON.stringify(formatInstant(outcome.updatedOn))},` +
    `"UpdatedBy":${JSON.stringify(outcome.updatedBy)},"Errors":null,"WasSuccessful":true}`
  )
}

/** The answer to what was refused. `Errors` is null when no member is to blame. */
export function failureEnvelope(failure: Failure): string {
  const errors = failure.errors.map((error) => ({
    AttemptedValue: error.attempted ?? null,
    Message: error.message,
    PropertyName: error.property,
  }))
  return JSON.stringify({
    Message: failure.message,
    Value: null,
    Errors: errors.length > 0 ? errors : null,
    WasSuccessful: false,
  })
}

/** The status of every kind of failure. A kind without one does not compile. */
export const statusOf: Readonly<Record<FailureKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  'not-offered': 405,
  conflict: 409,
  'too-large': 413,
  throttled: 429,
  busy: 503,
  // Deletions and commands say no with a success of HTTP (wire 9.6, 11).
  refused: 200,
}

/** The body of a 404 where a record was asked for (wire 8.2). */
export const notFoundBody = '"Not found"'

/** What a fault answers; the details stand in the log under the id of the request (wire X28). */
export const faultEnvelope = JSON.stringify({
  Message:
    'Ooops! There was a problem while running this action. Try again, and look in the log if it stays.',
  Value: null,
  Errors: null,
  WasSuccessful: false,
})

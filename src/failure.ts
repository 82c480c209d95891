// The one error that is raised on purpose. Whatever else is thrown is a bug and answers 500.

/** What went wrong, in the words of the service; `http/envelope` maps each kind to a status. */
export type FailureKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'not-offered'
  | 'conflict'
  | 'too-large'
  | 'refused'
  | 'throttled'
  | 'busy'

/** One thing wrong with one member of a body, a query or a path. */
export interface FieldError {
  readonly property: string
  readonly message: string
  /** The value as it was sent; null when the member was missing. */
  readonly attempted: unknown
}

export class Failure extends Error {
  readonly kind: FailureKind
  readonly errors: readonly FieldError[]
  /** Seconds until a retry makes sense, for `throttled` and `busy`. */
  readonly retryAfterSeconds: number | undefined

  constructor(
    kind: FailureKind,
    message: string,
    details: { errors?: readonly FieldError[]; retryAfterSeconds?: number } = {},
  ) {
    super(message)
    this.name = 'Failure'
    this.kind = kind
    this.errors = details.errors ?? []
    this.retryAfterSeconds = details.retryAfterSeconds
  }
}

/** A refusal of the input: every error at once, the first one repeated as the summary (wire 10.1). */
export function invalid(errors: readonly FieldError[]): Failure {
  const [first] = errors
  return new Failure('invalid', first ? `${first.property}: ${first.message}` : 'invalid input', {
    errors,
  })
}

/** The same for a single member. */
export function invalidField(property: string, message: string, attempted: unknown): Failure {
  return invalid([{ property, message, attempted: attempted ?? null }])
}

/** What deletions and commands do not allow is a refusal of theirs, whatever it would be to another verb (wire 9.6, 10.1). */
export function asRefusal(error: unknown, kinds: readonly FailureKind[]): unknown {
  if (!(error instanceof Failure) || !kinds.includes(error.kind)) return error
  return new Failure('refused', error.message, { errors: error.errors })
}

// What an error of the database means: whether trying again may help, whether the connection broke, which rule was broken.

const deadlockDetected = '40P01'
const serializationFailure = '40001'

/** Whether the same transaction may succeed when it is tried again. */
export function isPassing(error: unknown): boolean {
  const code = sqlState(error)
  return code === deadlockDetected || code === serializationFailure
}

/** A connection that there was is no more, whether the server said so or a device on the way had forgotten it. */
export function isConnectionEnded(error: unknown): boolean {
  const code = sqlState(error)
  if (code !== undefined) return /^(57P0[12]|ECONNRESET|EPIPE)$/.test(code)
  return error instanceof Error && /connection terminated|not queryable/i.test(error.message)
}

/** What the server says of a connection that it ends or does not begin, and of all of them when it has to stop at once. */
function isEndedBy(error: unknown, ...severities: readonly string[]): boolean {
  return error instanceof Error && 'severity' in error && severities.includes(`${error.severity}`)
}

/** The connection broke, so that nobody knows what became of a commit that was under way. */
export function isConnectionLost(error: unknown): boolean {
  const code = sqlState(error)
  if (code !== undefined) {
    const isLost = /^(08|57P0)|^E(CONN|PIPE|TIMEDOUT)/.test(code)
    return isLost || (isEndedBy(error, 'FATAL', 'PANIC') && !isUnable(error))
  }
  return (
    error instanceof Error && /connection (terminated|error)|not queryable/i.test(error.message)
  )
}

// No room on its disk, no memory, no connection left, an error of its files; a standby that has not taken over yet.
const unableStates = /^(53...|58...|25006)$/
const unreachable = /^(ENOTFOUND|EAI_AGAIN|E(HOST|NET)(UNREACH|DOWN))$/

/**
 * The database can do nothing at present, and did nothing: it is full, it follows another one, it cannot be reached, or all
 * connections stay taken. A server that panics for the same reasons may have done what it was at.
 */
export function isUnable(error: unknown): boolean {
  const code = sqlState(error)
  if (isEndedBy(error, 'PANIC')) return false
  if (code !== undefined) return unableStates.test(code) || unreachable.test(code)
  return error instanceof Error && /^timeout exceeded when trying to connect/.test(error.message)
}

const lockNotAvailable = '55P03'

/** Whether somebody else held what was needed for longer than it is waited for. Trying again at once would only wait again. */
export function isLockTimeout(error: unknown): boolean {
  return sqlState(error) === lockNotAvailable
}

const unknownStatement = '26000'
const statementThere = '42P05'

/**
 * A statement has no plan on its connection, or one already, though it was taken otherwise: the statement before it, behind which
 * it was sent, did not get as far as its plan. Nothing was done.
 */
export function isUnprepared(error: unknown): boolean {
  const code = sqlState(error)
  return code === unknownStatement || code === statementThere
}

/** Asks for the transaction to be tried again: what it was planned on changed before its locks were held. */
export class Outdated extends Error {
  readonly code = serializationFailure
}

/** Something was planned on what is not so any more (`refuse_outdated`): it has to be planned anew, on a new look. */
export function isOutdated(error: unknown): boolean {
  return sqlState(error) === 'WS001'
}

/** The SQLSTATE of an error of the database, such as `23505` for a broken unique index. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}

/** The name of the constraint or unique index that a row would have broken. */
export function violatedConstraint(error: unknown): string | undefined {
  return error instanceof Error && 'constraint' in error ? String(error.constraint) : undefined
}

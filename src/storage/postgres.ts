// PostgreSQL through node-postgres.

import type { Duplex } from 'node:stream'
import pg from 'pg'
import { settingsOfFew } from './pipeline.ts'
import { parserFor } from './types.ts'

/**
 * How many connections a process opens at most: for all it does, and of their own for batches of spends, for spends that are
 * planned already, and for glances.
 */
export const mostConnections = { usual: 10, batches: 8, lane: 1, glances: 6 }

type Purpose = keyof typeof mostConnections

const settings = ['TimeZone=UTC', 'DateStyle=ISO']
const connectionTimeoutMilliseconds = 10_000
// Others are waited for, but not for ever: then the caller is told to try again (R3). In the lane everybody behind waits as well.
const lockTimeoutMilliseconds = { usual: 10_000, batches: 10_000, lane: 100, glances: 10_000 }

export function openPostgres(url: string, purpose: Purpose): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: mostConnections[purpose],
    connectionTimeoutMillis: connectionTimeoutMilliseconds,
    application_name: 'deskbank',
    types: { getTypeParser: parserFor as typeof pg.types.getTypeParser },
    // Instants are read as text, so the text must be in UTC.
    options: optionsOf([
      ...settings,
      `lock_timeout=${lockTimeoutMilliseconds[purpose]}`,
      ...(purpose === 'usual' ? [] : settingsOfFew),
    ]),
    Client: PreparingClient,
    // Statements that do not wait for each other's answers are sent one behind the other.
    pipeline: true,
  })
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {})
  return pool
}

function optionsOf(words: readonly string[]): string {
  return words.map((word) => `-c ${word.replaceAll(' ', '')}`).join(' ')
}

/** Names statements by their text, so that each connection parses and plans what comes again only once. */
class PreparingClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config)
    // A connection that breaks fails the statement it was at. It says so a second time, which would end the process when
    // nobody listened; the pool listens to idle connections only.
    this.on('error', () => {})
  }

  /** What is sent in the same turn leaves in one piece. */
  #gather(): void {
    const { stream } = (this as unknown as { connection: { stream: Duplex } }).connection
    stream.cork()
    process.nextTick(() => stream.uncork())
  }

  // node-postgres declares a dozen forms of this; statements of this service come as text and values.
  override query(...given: unknown[]): never {
    const [text, values] = given
    const isPlain = typeof text === 'string' && Array.isArray(values) && values.length > 0
    const name = isPlain ? nameOf(text) : undefined
    this.#gather()
    const query = super.query as (...inner: unknown[]) => never
    const result: unknown =
      name === undefined
        ? query.apply(this, given)
        : query.call(this, { name, text, values }, ...given.slice(2))
    if (result instanceof Promise) result.catch((error: unknown) => this.#endAfter(error))
    return result as never
  }

  // The server says that it ends a connection before it does. Nobody else is to be given one that is about to go.
  #endAfter(error: unknown): void {
    if (error instanceof pg.DatabaseError && error.severity === 'FATAL') this.end(() => {})
  }
}

const names = new Map<string, string>()
const seenOnce = new Set<string>()
// Statements with conditions of the caller's choosing have no end of forms. Those that come once get no name, and those
// beyond are parsed each time.
const mostNames = 1_000

function nameOf(text: string): string | undefined {
  const known = names.get(text)
  if (known !== undefined || names.size >= mostNames) return known
  if (!seenOnce.has(text)) {
    if (seenOnce.size >= mostNames) seenOnce.clear()
    seenOnce.add(text)
    return undefined
  }
  seenOnce.delete(text)
  const name = `deskbank_${names.size + 1}`
  names.set(text, name)
  return name
}

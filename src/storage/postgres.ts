// PostgreSQL through node-postgres.

import pg from 'pg'
import { parserFor } from './types.ts'

const connections = 10
const connectionTimeoutMilliseconds = 10_000

export function openPostgres(url: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: connectionTimeoutMilliseconds,
    application_name: 'deskbank',
    types: { getTypeParser: parserFor as typeof pg.types.getTypeParser },
    // Instants are read as text, so the text must be in UTC.
    options: '-c TimeZone=UTC -c DateStyle=ISO',
  })
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {})
  return pool
}

// Reads what has been spent so far, by name; two readings make a difference.

import { cpuSeconds, familyCpuSeconds } from './usage.ts'

export type Meter = () => Readonly<Record<string, number>>

/** The server, where there is one, and the database with all of its processes, where it is one of its own. */
export function meterOf(processes: {
  readonly server?: number
  readonly database?: number
}): Meter {
  const { server, database } = processes
  return () => ({
    ...(server === undefined ? {} : { server: cpuSeconds(server) }),
    ...(database === undefined ? {} : { database: familyCpuSeconds(database) }),
  })
}

// When the schedule last ran, for all processes on one database.

import { sql } from 'kysely'
import type { Executor } from './database.ts'
import { timestamp } from './derived.ts'

export interface ScheduleRun {
  /** Epoch milliseconds of real time. */
  readonly finishedAt: number
  readonly failures: number
}

export async function writeScheduleRun(executor: Executor, run: ScheduleRun): Promise<void> {
  await sql`
    insert into schedule_run (finished_at, failures) values (${timestamp(run.finishedAt)}, ${run.failures})
    on conflict (only_row) do update set finished_at = excluded.finished_at, failures = excluded.failures`.execute(
    executor,
  )
}

/** Undefined before the first run. */
export async function readScheduleRun(executor: Executor): Promise<ScheduleRun | undefined> {
  const { rows } = await sql<ScheduleRun>`
    select finished_at as "finishedAt", failures from schedule_run`.execute(executor)
  return rows[0]
}

// The schedule of a running server.

import { Cron } from 'croner'
import type { FastifyBaseLogger } from 'fastify'
import { businessTime } from '../operations/business-clock.ts'
import type { Service } from '../operations/call.ts'
import { settleEverythingDue } from '../operations/due-work.ts'
import { gatherRecordCounts } from '../storage/record-counts.ts'
import { writeScheduleRun } from '../storage/schedule.ts'

export interface Schedule {
  /** Begins nothing more, and ends with what is under way. */
  readonly stop: () => Promise<void>
}

/** Now and every minute; what is due is also done when a wallet is asked for, so no answer waits for this. */
export function scheduleDueWork(service: Service, log: FastifyBaseLogger): Schedule {
  const stopping = new AbortController()
  let running: Promise<void> | undefined
  const run = () => {
    running ??= runOnce(service, log, stopping.signal)
      .catch((error: unknown) => log.error(error))
      .finally(() => {
        running = undefined
      })
  }
  const cron = new Cron('* * * * *', run)
  // What fell due while nothing ran should not wait for a minute more.
  run()
  return {
    stop: async () => {
      cron.stop()
      stopping.abort()
      await running
    },
  }
}

async function runOnce(
  service: Service,
  log: FastifyBaseLogger,
  stopping: AbortSignal,
): Promise<void> {
  // Another process on the same database may be at it already.
  const done = await service.database.alone(async () =>
    settleEverythingDue(service, await businessTime(service), { stopping }),
  )
  if (!done || stopping.aborted) return
  await gatherRecordCounts(service.database.executor)
  const { contracts, sales, bookings, failures } = done
  await writeScheduleRun(service.database.executor, {
    finishedAt: Date.now(),
    failures: failures.length,
  })
  if (contracts + sales + bookings > 0)
    log.info({ contracts, sales, bookings }, 'settled what was due')
  for (const failure of failures) log.error(failure, 'something due could not be settled')
}

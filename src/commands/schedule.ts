// The schedule of a running server.

import { Cron } from 'croner'
import type { FastifyBaseLogger } from 'fastify'
import { businessTime } from '../operations/business-clock.ts'
import type { Service } from '../operations/call.ts'
import { settleEverythingDue } from '../operations/due-work.ts'
import { writeScheduleRun } from '../storage/schedule.ts'

/** Every minute; what is due is also done when a wallet is asked for, so no answer waits for this. */
export function scheduleDueWork(service: Service, log: FastifyBaseLogger): Cron {
  return new Cron('* * * * *', { protect: true, catch: (error) => log.error(error) }, async () => {
    // Another process on the same database may be at it already.
    const done = await service.database.alone(async () =>
      settleEverythingDue(service, await businessTime(service)),
    )
    if (!done) return
    const { contracts, sales, bookings, failures } = done
    await writeScheduleRun(service.database.executor, {
      finishedAt: Date.now(),
      failures: failures.length,
    })
    if (contracts + sales + bookings > 0)
      log.info({ contracts, sales, bookings }, 'settled what was due')
    for (const failure of failures) log.error(failure, 'something due could not be settled')
  })
}

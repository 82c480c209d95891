// The schedule of a running server.

import { Cron } from 'croner'
import type { FastifyBaseLogger } from 'fastify'
import { businessTime } from '../operations/business-clock.ts'
import type { Service } from '../operations/call.ts'
import { settleEverythingDue } from '../operations/due-work.ts'

/** Every minute; what is due is also done when a wallet is asked for, so no answer waits for this. */
export function scheduleDueWork(service: Service, log: FastifyBaseLogger): Cron {
  return new Cron('* * * * *', { protect: true, catch: (error) => log.error(error) }, async () => {
    const { contracts, sales, bookings, failures } = await settleEverythingDue(
      service,
      await businessTime(service),
    )
    if (contracts + sales + bookings > 0)
      log.info({ contracts, sales, bookings }, 'settled what was due')
    for (const failure of failures) log.error(failure, 'something due could not be settled')
  })
}

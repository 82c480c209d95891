// The schedule of a running server.

import { Cron } from 'croner'
import type { FastifyBaseLogger } from 'fastify'
import { businessTime } from '../operations/business-clock.ts'
import type { Service } from '../operations/call.ts'
import { renewDueContracts } from '../operations/renew-contracts.ts'

/** Every minute; what is due is also done when a wallet is asked for, so no answer waits for this. */
export function scheduleRenewals(service: Service, log: FastifyBaseLogger): Cron {
  return new Cron('* * * * *', { protect: true, catch: (error) => log.error(error) }, async () => {
    const { contracts, failures } = await renewDueContracts(service, await businessTime(service))
    if (contracts > 0) log.info({ contracts }, 'renewed contracts')
    for (const failure of failures) log.error(failure, 'a contract was not renewed')
  })
}

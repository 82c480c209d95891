// The memory of a running server.

import type { FastifyBaseLogger } from 'fastify'
import type { Service } from '../operations/call.ts'
import { recallWallets } from '../operations/recall-wallets.ts'
import type { Schedule } from './schedule.ts'

/** Once, beside whatever is asked meanwhile. An embedded database has one connection, which others need more. */
export function recallAtStart(service: Service, log: FastifyBaseLogger): Schedule {
  const stopping = new AbortController()
  const isWorthwhile = service.database.engine === 'postgres' && !service.sandbox
  const running = isWorthwhile
    ? recallWallets(service, stopping.signal).catch((error: unknown) => log.warn(error))
    : undefined
  return {
    stop: async () => {
      stopping.abort()
      await running
    },
  }
}

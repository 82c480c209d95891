// deskbank serve: opens the database, brings it up to date, and answers until told to stop.

import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.ts'
import { buildApp } from '../http/app.ts'
import type { Service } from '../operations/call.ts'
import { listen, requireFreePort } from './listen.ts'
import { followConnections } from './open-connections.ts'
import { greetAdministrator, openService } from './open-service.ts'
import { recallAtStart } from './recall.ts'
import { type Schedule, scheduleDueWork } from './schedule.ts'

export async function serve(config: Config): Promise<void> {
  const service = await openService(config)
  try {
    // Before the password is shown, which happens once: a start that comes to nothing should not be the one to show it.
    await requireFreePort(config)
    await greetAdministrator(service, config)
    const app = await buildApp(service, config)
    const address = await listen(app, config)
    stopOnSignal(app, service, [scheduleDueWork(service, app.log), recallAtStart(service, app.log)])
    process.stdout.write(`Deskbank listens on ${address}\n`)
  } catch (error) {
    // An open database would keep the process alive after it has said what is wrong.
    await service.database.close()
    throw error
  }
}

/** For the rest of a request that has begun: shorter than the ten seconds after which a container is killed. */
const graceMilliseconds = 5_000

/** Ctrl-C arrives twice where npm passes it on; whoever asks again later means it. */
const sameSignalMilliseconds = 1_000

/**
 * Finishes the requests under way, then closes the database, so that nothing is cut in half. Callers that have sent nothing
 * or half a head are not waited for, those that owe the rest of a request for some seconds; at a second signal nobody is.
 */
export function stopOnSignal(
  app: FastifyInstance,
  service: Service,
  beside: readonly Schedule[],
): void {
  const connections = followConnections(app.server)
  let stoppedAt: number | undefined
  const stop = async () => {
    const now = performance.now()
    if (stoppedAt !== undefined) {
      if (now - stoppedAt > sameSignalMilliseconds) connections.endAll()
      return
    }
    stoppedAt = now
    const settled = Promise.all(beside.map((one) => one.stop()))
    // A caller may keep the connection of a finished request open for as long as it likes.
    let endIdle = connections.endUnused
    const sweep = setInterval(() => endIdle(), 50)
    const grace = setTimeout(() => {
      endIdle = connections.endWaiting
    }, graceMilliseconds)
    await app.close()
    clearTimeout(grace)
    clearInterval(sweep)
    await settled
    await service.database.close()
    // As localhost it listens at a second address, whose connections are not ended with those of the first.
    setTimeout(() => process.exit(), 500).unref()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop())
}

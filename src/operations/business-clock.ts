// What counts as now. Sessions, receipts and rate limits live in real time; everything else by this clock.

import { formatInstant } from '../engine/instant.ts'
import type { Body } from '../entities/change.ts'
import { instantKind } from '../entities/kinds.ts'
import { Failure, invalidField } from '../failure.ts'
import { emptyTables, readClock, writeClock } from '../storage/clock.ts'
import { requireFullAdministrator } from './access.ts'
import type { Call, Sandbox, Service } from './call.ts'
import { settleEverythingDue } from './due-work.ts'
import { type Outcome, outcomeOf } from './perform.ts'

/** Epoch milliseconds. */
export async function businessTime(service: Service): Promise<number> {
  const stands = service.sandbox ? await service.database.lookUp(readClock) : undefined
  return stands ?? Date.now()
}

/** `{Now}` as JSON text. */
export async function readBusinessClock(service: Service, call: Call): Promise<string> {
  requireSandbox(service, call)
  return clockJson(await businessTime(service))
}

/** Moves the clock forward; from then on it stands. Backwards is refused, because what happened has happened. */
export async function moveClock(service: Service, call: Call, body: Body): Promise<Outcome> {
  requireSandbox(service, call)
  const given = body.Now
  const parsed =
    given === undefined || given === null
      ? { problem: 'is a required field' }
      : instantKind.parse(given)
  if ('problem' in parsed) throw invalidField('Now', parsed.problem, given)
  const target = parsed.value as number
  // The schedule, at work as of the time before, would do the same things with the wrong time on them.
  await service.database.inTurn(async () => {
    await service.database.transaction(async (executor) => {
      const now = (await readClock(executor)) ?? call.now
      // Answers show whole seconds, so the second that was shown may be sent back.
      if (target < Math.floor(now / 1_000) * 1_000) {
        throw invalidField('Now', `may not go back: it is ${formatInstant(now)}`, given)
      }
      await writeClock(executor, Math.max(target, now))
    })
    await settleEverythingDue(service, await businessTime(service))
  })
  return outcomeOf(call, 'The clock was moved.', clockJson(await businessTime(service)))
}

/** Empties the sandbox but for its users, and fills it again where it had been filled. */
export async function resetSandbox(service: Service, call: Call): Promise<Outcome> {
  const sandbox = requireSandbox(service, call)
  // What is due while the past is written is settled as of then, which the schedule knows nothing of.
  await service.database.inTurn(async () => {
    await service.database.transaction(emptyTables)
    await sandbox.restore(service)
  })
  return outcomeOf(call, 'The sandbox was reset.', clockJson(await businessTime(service)))
}

function clockJson(now: number): string {
  return JSON.stringify({ Now: formatInstant(now) })
}

function requireSandbox(service: Service, call: Call): Sandbox {
  if (!service.sandbox) {
    throw new Failure(
      'not-found',
      'This server is no sandbox. Start it with DESKBANK_SANDBOX=true.',
    )
  }
  requireFullAdministrator(call.actor, 'use the sandbox')
  return service.sandbox
}

// deskbank renew: grants everything that is due, now or as of an instant.

import type { Config } from '../config.ts'
import { parseInstant } from '../engine/instant.ts'
import { Failure } from '../failure.ts'
import { businessTime } from '../operations/business-clock.ts'
import { settleEverythingDue } from '../operations/due-work.ts'
import { openService } from './open-service.ts'
import { endProgress, showProgress } from './progress.ts'
import type { Usage, Words } from './words.ts'

export const renewUsage: Usage = {
  words: '[--at <instant>]',
  does: 'grant and charge everything that is due',
  details: ['--at <instant>   due then, such as 2026-05-01T00:00:00Z; now unless given'],
  options: { at: { type: 'string' } },
}

export async function renewNow(config: Config, { options }: Words): Promise<void> {
  const at = readAt(options.at)
  const service = await openService(config)
  try {
    // After a server that is at it; then it finds what that has left.
    const { contracts, sales, bookings, failures } = await service.database.inTurn(async () =>
      settleEverythingDue(service, at ?? (await businessTime(service)), {
        onProgress: (of, done, due) => showProgress(done, due, of),
      }),
    )
    endProgress()
    for (const { of, error } of failures) {
      process.stderr.write(`${of}: ${error instanceof Error ? error.message : error}\n`)
    }
    process.stdout.write(
      `Renewed ${contracts} contracts, activated ${sales} sales, charged ${bookings} bookings, ${failures.length} failed.\n`,
    )
    if (failures.length > 0) process.exitCode = 1
  } finally {
    await service.database.close()
  }
}

function readAt(text: unknown): number | undefined {
  if (text === undefined) return undefined
  const at = parseInstant(String(text))
  if (at !== undefined) return at
  throw new Failure(
    'invalid',
    `--at must be an instant such as 2026-05-01T00:00:00Z, not "${text}".`,
  )
}

// deskbank verify: recomputes every balance from the journal; exits 1 when something differs and stays so.

import type { Config } from '../config.ts'
import { Failure } from '../failure.ts'
import { verify } from '../operations/verify.ts'
import { openService } from './open-service.ts'
import { endProgress, showProgress } from './progress.ts'
import type { Usage, Words } from './words.ts'

export const verifyUsage: Usage = {
  words: '[--repair] [--after <customer>]',
  does: 'recompute every balance from the journal and name each difference; exit 1 when one stays',
  details: [
    '--repair             set what differs to what the journal says',
    '--after <customer>   take up a run that was stopped: only customers with a higher id',
  ],
  options: { repair: { type: 'boolean' }, after: { type: 'string' } },
}

export async function verifyLedger(config: Config, { options }: Words): Promise<void> {
  const after = readAfter(options.after)
  const service = await openService(config)
  try {
    const repair = options.repair === true
    const differences = await verify(service, { repair, after, onProgress })
    endProgress()
    for (const { coworkerId, problem, isRepaired } of differences) {
      process.stdout.write(
        `${coworkerId === undefined ? '' : `customer ${coworkerId}: `}${problem}${isRepaired ? ' (repaired)' : ''}\n`,
      )
    }
    const open = differences.filter((difference) => !difference.isRepaired).length
    process.stdout.write(`${differences.length} differences, ${open} of them open.\n`)
    if (open > 0) process.exitCode = 1
  } finally {
    await service.database.close()
  }
}

function readAfter(text: unknown): number {
  if (text === undefined) return 0
  if (!/^\d{1,15}$/.test(String(text))) {
    throw new Failure('invalid', `--after must be the id of a customer, not "${text}".`)
  }
  return Number(text)
}

// The last customer stands beside the bar, so that a stopped run can be taken up with --after.
function onProgress(checked: number, total: number, coworkerId: number): void {
  showProgress(checked, total, `wallets, customer ${coworkerId}`)
}

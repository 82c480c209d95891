// What is measured, and for how long.

import { parseArgs } from 'node:util'

export interface Options {
  /** Names of scenarios; empty: all of them. */
  readonly only: readonly string[]
  /** How long each measurement takes, after a warm-up. */
  readonly seconds: number
  readonly warmupSeconds: number
  /** How often each pair is measured; the best of each side counts. */
  readonly rounds: number
  readonly customers: number
  /** How long the soak takes, its warm-ups aside. */
  readonly minutes: number
  /** The sizes of the promises: ten million uses, 100,000 contracts. */
  readonly isFull: boolean
  /** Where the time goes: a CPU profile of the server and the statements of the database. */
  readonly isProfiling: boolean
}

export const usage = `Usage: npm run bench -- [options]

  --only a,b       these scenarios and no others
  --seconds n      how long each measurement takes (10)
  --warmup n       seconds of the same load before it counts (2)
  --rounds n       how often each pair is measured, the best counts (1)
  --minutes n      of soak (2; 30 with --full)
  --customers n    with three open credits each (50000)
  --full           ten million uses and 100,000 contracts instead of a tenth of them
  --profile        write where the time of the server and of the database goes
  --list           name the scenarios
`

export function readOptions(words: readonly string[]): Options | 'list' | 'help' {
  const { values } = parseArgs({
    args: [...words],
    options: {
      only: { type: 'string', default: '' },
      seconds: { type: 'string', default: '10' },
      warmup: { type: 'string', default: '2' },
      rounds: { type: 'string', default: '1' },
      minutes: { type: 'string' },
      customers: { type: 'string', default: '50000' },
      full: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  if (values.list) return 'list'
  return {
    only: values.only.split(',').filter((name) => name !== ''),
    seconds: positive('--seconds', values.seconds),
    warmupSeconds: positive('--warmup', values.warmup),
    rounds: positive('--rounds', values.rounds),
    minutes: positive('--minutes', values.minutes ?? (values.full ? '30' : '2')),
    customers: positive('--customers', values.customers),
    isFull: values.full,
    isProfiling: values.profile,
  }
}

function positive(name: string, text: string): number {
  const number = Number(text)
  if (number > 0 && Number.isFinite(number)) return number
  throw new Error(`${name} must be a number above 0, not "${text}".`)
}

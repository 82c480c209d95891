// Moving in: the credits of another system in one file. The yardstick is PostgreSQL writing the same rows in two
// statements, without asking what they mean.

import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Bench } from '../bench.ts'
import { customersScript, spaceScript } from '../load/space.ts'
import { startCommand } from '../system/server.ts'
import { residentBytes } from '../system/usage.ts'
import { insertBare, timed } from './bare.ts'
import type { Scenario } from './scenario.ts'

export const imports: Scenario = {
  name: 'import',
  title: 'credits from a CSV file against a bare INSERT of the same rows',
  run: async (bench) => {
    const rows = bench.options.isFull ? 1_000_000 : 100_000
    const customers = rows / 10
    const databaseUrl = await bench.createDatabase('import', [
      spaceScript,
      customersScript({ first: 1, last: customers, creditsEach: 0 }),
    ])
    const file = join(bench.folder, 'credits.csv')
    await pipeline(Readable.from(linesOf(rows, customers)), createWriteStream(file))
    const checked = await watched(['import', file, '--check'], databaseUrl)
    const imported = await watched(['import', file], databaseUrl)
    if (!imported.written.includes(`Imported ${rows} credits.`)) throw new Error(imported.written)
    const again = await watched(['import', file], databaseUrl)
    if (!again.written.includes(`passed over ${rows} `)) throw new Error(again.written)
    const bare = await insertBare(databaseUrl, {
      coworker_booking_credit: rows,
      // Of one row in four, something had gone before.
      credit_movement: rows + rows / 4,
    })
    report(bench, rows, { checked, imported, again, bare })
  },
}

/** As an old system would write them: by the date of the credit, so every batch has customers from everywhere. */
function* linesOf(rows: number, customers: number): Generator<string> {
  yield 'CoworkerId,BusinessId,TotalCredit,RemainingCredit,Description,CaneBeUsedForBookings,ValidFrom,ExpireDate,SystemId\n'
  for (let row = 0; row < rows; row += 1) {
    // 7 and a multiple of 10 have no factor in common: every customer has a turn before anybody has another.
    const customer = ((row * 7) % customers) + 1
    const total = 20 + (row % 400) / 4
    const left = row % 4 === 0 ? total / 2 : ''
    const month = String((row % 12) + 1).padStart(2, '0')
    yield `${customer},1,${total},${left},"Pack of ${total}, paid",true,2025-${month}-01T00:00:00Z,2027-${month}-01T00:00:00Z,old-${row}\n`
  }
}

interface Watched {
  readonly seconds: number
  readonly written: string
  /** The most memory it was seen with, in bytes. */
  readonly memory: number
}

async function watched(words: readonly string[], databaseUrl: string): Promise<Watched> {
  const running = startCommand(words, { databaseUrl })
  let memory = 0
  const watch = setInterval(() => {
    memory = Math.max(memory, residentBytes(running.pid) || 0)
  }, 50)
  const { value: code, seconds } = await timed(() => running.ended)
  clearInterval(watch)
  const written = running.written()
  if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}:\n${written}`)
  return { seconds, written, memory }
}

interface Runs {
  readonly checked: Watched
  readonly imported: Watched
  readonly again: Watched
  readonly bare: number
}

function report(bench: Bench, rows: number, { checked, imported, again, bare }: Runs): void {
  const scenario = 'import'
  const megabytes = imported.memory / 1024 / 1024
  bench.add({
    scenario,
    name: `${rows} credits, to a bare INSERT`,
    value: bare / imported.seconds,
    unit: '',
    from: `${bare.toFixed(2)} s of ${imported.seconds.toFixed(2)} s`,
  })
  bench.add({ scenario, name: 'credits imported', value: rows / imported.seconds, unit: '/s' })
  bench.add({ scenario, name: 'memory', value: megabytes, unit: 'MB' })
  bench.add({ scenario, name: 'a check of the file', value: checked.seconds, unit: 's' })
  bench.add({ scenario, name: 'a second run, all there', value: again.seconds, unit: 's' })
  bench.say(
    `import    ${rows} credits in ${imported.seconds.toFixed(2)} s with ${megabytes.toFixed(0)} MB, bare ${bare.toFixed(2)} s, ` +
      `checked ${checked.seconds.toFixed(2)} s, again ${again.seconds.toFixed(2)} s`,
  )
}

// Moving in: the credits of another system in one file. The yardstick is PostgreSQL writing the same rows in two
// statements, without asking what they mean.

import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Bench } from '../bench.ts'
import { customersScript, spaceScript } from '../load/space.ts'
import { type Watched, watched } from '../system/watched.ts'
import { type Bare, insertBare, type Written, writeBare } from './bare.ts'
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
    const database = bench.cluster.pid
    const checked = await watched(['import', file, '--check'], databaseUrl, database)
    const imported = await watched(['import', file], databaseUrl, database)
    if (!imported.written.includes(`Imported ${rows} credits.`)) throw new Error(imported.written)
    const again = await watched(['import', file], databaseUrl, database)
    if (!again.written.includes(`passed over ${rows} `)) throw new Error(again.written)
    const written: Written = {
      inserted: {
        coworker_booking_credit: rows,
        // Of one row in four, something had gone before.
        credit_movement: rows + rows / 4,
      },
      updated: [{ table: 'wallet', key: 'coworker_id', before: { sequence: '0' } }],
    }
    const inserted = await insertBare(bench.cluster, databaseUrl, written)
    const whole = await writeBare(bench.cluster, databaseUrl, written)
    report(bench, rows, { checked, imported, again, inserted, whole })
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

interface Runs {
  readonly checked: Watched
  readonly imported: Watched
  readonly again: Watched
  readonly inserted: Bare
  readonly whole: Bare
}

function report(bench: Bench, rows: number, runs: Runs): void {
  const { checked, imported, again, inserted, whole } = runs
  const add = (name: string, value: number, unit: '' | '/s' | 's' | 'MB', from?: string) =>
    bench.add({ scenario: 'import', name, value, unit, ...(from === undefined ? {} : { from }) })
  const ratio = (name: string, bare: number, own: number) =>
    add(name, bare / own, '', `${bare.toFixed(2)} s of ${own.toFixed(2)} s`)
  const cpu = imported.cpu.command + imported.cpu.database
  const megabytes = imported.memory / 1024 / 1024
  ratio(`${rows} credits, to a bare INSERT of the new rows`, inserted.seconds, imported.seconds)
  ratio('the same in CPU time', inserted.cpu, cpu)
  ratio('to all that is written, bare, with its foreign keys', whole.seconds, imported.seconds)
  ratio('the same in CPU time', whole.cpu, cpu)
  add('credits imported', rows / imported.seconds, '/s')
  add('CPU of the command', imported.cpu.command, 's')
  add('CPU of the database', imported.cpu.database, 's')
  add('memory', megabytes, 'MB')
  add('a check of the file', checked.seconds, 's')
  add('a second run, all there', again.seconds, 's')
  bench.say(
    `import    ${rows} credits in ${imported.seconds.toFixed(2)} s (CPU ${cpu.toFixed(2)} s) with ${megabytes.toFixed(0)} MB, ` +
      `bare INSERT ${inserted.seconds.toFixed(2)} s (${inserted.cpu.toFixed(2)} s), all of it bare ${whole.seconds.toFixed(2)} s ` +
      `(${whole.cpu.toFixed(2)} s), checked ${checked.seconds.toFixed(2)} s, again ${again.seconds.toFixed(2)} s`,
  )
}

// After all that load: is every answered spend in the journal, once, and does every balance follow from it?

import type { Bench } from '../bench.ts'
import { withClient } from '../system/cluster.ts'
import { runCommand } from '../system/server.ts'
import { historyDatabase, largeCustomers } from './history.ts'
import type { Scenario } from './scenario.ts'

export const verified: Scenario = {
  name: 'verify',
  title: 'answered spends are in the journal, and `deskbank verify` finds no difference',
  run: async (bench) => {
    const spending = await bench.spendingDatabase()
    await countSpends(bench, spending)
    await verify(bench, 'spending', spending)
    const name = 'history_large'
    await verify(bench, name, await historyDatabase(bench, name, largeCustomers(bench)))
  },
}

async function countSpends(bench: Bench, url: string): Promise<void> {
  const { answered, unanswered } = bench.spent.get(url) ?? { answered: 0, unanswered: 0 }
  const uses = await withClient(url, async (client) => {
    const { rows } = await client.query<{ count: string }>(
      'select count(*) from coworker_booking_credit_use_history',
    )
    return Number(rows[0]?.count)
  })
  if (uses < answered || uses > answered + unanswered) {
    throw new Error(`${answered} spends were answered and ${unanswered} not, ${uses} are written`)
  }
  bench.add({
    scenario: 'verify',
    name: 'spends answered and written',
    value: uses,
    unit: 'rows',
    from: `${answered} answered, ${unanswered} sent and not answered`,
  })
}

async function verify(bench: Bench, name: string, databaseUrl: string): Promise<void> {
  const since = performance.now()
  // Ends with an error, and so does this run, when there is a difference.
  await runCommand(['verify'], { databaseUrl })
  const seconds = (performance.now() - since) / 1000
  bench.add({ scenario: 'verify', name: `${name}: no differences`, value: seconds, unit: 's' })
  bench.say(`verify    ${name}: no differences in ${seconds.toFixed(1)} s`)
}

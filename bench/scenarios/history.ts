// Cost over history: what a request takes on much data and on little, with the same number of uses for each customer.

import type { Bench } from '../bench.ts'
import { loadHistory } from '../load/history.ts'
import type { Latency, RequestKind } from '../load/plan.ts'
import { customersScript, sequencesScript, spaceScript } from '../load/space.ts'
import { runCommand, type Server, startServer } from '../system/server.ts'
import type { Scenario } from './scenario.ts'
import { spends } from './spending.ts'

const usesEach = 200
const creditsEach = 3
const smallCustomers = 500
const list = '/api/billing/coworkerbookingcreditusehistories'
const filter = 'CoworkerBookingCreditUseHistory_CoworkerBookingCredit'

export function largeCustomers(bench: Bench): number {
  return smallCustomers * (bench.options.isFull ? 100 : 10)
}

/** Requests whose cost should not grow with what other customers have done; ids are those of customers. */
export function historyKinds(customers: number): readonly RequestKind[] {
  const now = Date.now()
  const day = 24 * 3_600_000
  const date = (back: number) => new Date(now - back * day).toISOString().slice(0, 10)
  const get = (name: string, path: string, last = customers): RequestKind => ({
    name,
    weight: 1,
    method: 'GET',
    path,
    ids: [1, last],
  })
  return [
    get('uses of a customer, page 1', `${list}?${filter}_Coworker={id}&size=10&page=1`),
    get('uses of a customer, page 20', `${list}?${filter}_Coworker={id}&size=10&page=20`),
    get(
      'uses of a credit, page 1',
      `${list}?${filter}={id}&size=3&page=1`,
      customers * creditsEach,
    ),
    get(
      'uses of a credit, page 20',
      `${list}?${filter}={id}&size=3&page=20`,
      customers * creditsEach,
    ),
    get('wallet', '/api/wallets/{id}'),
    get('wallet half a year ago', `/api/wallets/{id}?at=${date(182)}`),
    get('statement of a month', `/api/wallets/{id}/statement?from=${date(60)}&to=${date(30)}`),
    get('one use', `${list}/{id}`, customers * usesEach),
    get('all uses, page 1', `${list}?size=25&page=1`),
    spends([1, customers]),
  ]
}

export const history: Scenario = {
  name: 'history',
  title: 'much history against little, the same for each customer',
  run: async (bench) => {
    const large = largeCustomers(bench)
    const servers = {
      small: await historyServer(bench, 'history_small', smallCustomers),
      large: await historyServer(bench, 'history_large', large),
    }
    const kinds = { small: historyKinds(smallCustomers), large: historyKinds(large) }
    await warmUp(bench, servers.small, kinds.small)
    await warmUp(bench, servers.large, kinds.large)
    for (const [index, kind] of kinds.large.entries()) {
      const small = await ask(bench, 'history', 'small', servers.small, kinds.small[index] ?? kind)
      const most = await ask(bench, 'history', 'large', servers.large, kind)
      bench.add({
        scenario: 'history',
        name: `${kind.name}, ${large * usesEach} uses to ${smallCustomers * usesEach}`,
        value: most.p50 / small.p50,
        unit: '',
        from: `${most.p50.toFixed(2)} ms of ${small.p50.toFixed(2)} ms; p95 ${most.p95.toFixed(2)} ms of ${small.p95.toFixed(2)} ms`,
      })
    }
    await checkTotal(servers.large, large * usesEach)
  },
}

function historyServer(bench: Bench, name: string, customers: number): Promise<Server> {
  return bench.once(`server ${name}`, async () =>
    startServer({ databaseUrl: await historyDatabase(bench, name, customers) }),
  )
}

export function historyDatabase(bench: Bench, name: string, customers: number): Promise<string> {
  return bench.once(`database ${name}`, async () => {
    bench.say(`history   loading ${customers * usesEach} uses …`)
    return emptyThenLoad(bench, name, [
      customersScript({ first: 1, last: customers, creditsEach, usesEach }),
    ])
  })
}

async function emptyThenLoad(
  bench: Bench,
  name: string,
  scripts: readonly string[],
): Promise<string> {
  await bench.cluster.createDatabase(name)
  const url = bench.cluster.urlOf(name)
  await runCommand(['migrate'], { databaseUrl: url })
  await loadHistory(url, [spaceScript, ...scripts, sequencesScript])
  return url
}

/** Whatever is asked first would otherwise pay for code that is not compiled yet. */
async function warmUp(bench: Bench, server: Server, kinds: readonly RequestKind[]): Promise<void> {
  await bench.load({
    scenario: 'warm-up',
    subject: 'all of them',
    server,
    connections: 1,
    kinds,
    seconds: 2 * bench.options.warmupSeconds,
    warmupSeconds: 0,
  })
}

/** One request after the other on one connection. */
async function ask(
  bench: Bench,
  scenario: string,
  size: string,
  server: Server,
  kind: RequestKind,
): Promise<Latency> {
  const { latency } = await bench.load({
    scenario,
    subject: `${kind.name}, ${size}`,
    server,
    connections: 1,
    kinds: [kind],
    seconds: Math.min(3, bench.options.seconds),
    warmupSeconds: Math.min(1, bench.options.warmupSeconds),
  })
  return latency
}

/** Spends have been added since it was loaded; a list of everything has to count them all. */
async function checkTotal(server: Server, atLeast: number): Promise<void> {
  const { text } = await server.get(`${list}?size=1`)
  const total = Number(/"TotalItems":(\d+)/.exec(text)?.[1])
  if (!(total >= atLeast)) throw new Error(`TotalItems is ${total}, at least ${atLeast} expected`)
}

/** Movements in one wallet. */
const lengths = [100, 1_000, 10_000, 100_000] as const

export const wallet: Scenario = {
  name: 'wallet',
  title: 'a wallet with 100,000 movements against one with 100',
  run: async (bench) => {
    const url = await emptyThenLoad(bench, 'wallets', walletScripts())
    const server = await bench.once('server wallets', () => startServer({ databaseUrl: url }))
    await warmUp(bench, server, kindsOfWallet(1))
    const costs = new Map<string, (readonly [number, number])[]>()
    for (const [index, movements] of lengths.entries()) {
      for (const kind of kindsOfWallet(index + 1)) {
        const { p50 } = await ask(bench, 'wallet', String(movements), server, kind)
        costs.set(kind.name, [...(costs.get(kind.name) ?? []), [movements, p50]])
      }
    }
    for (const [name, points] of costs) {
      bench.results.curves.push({ drawing: 'history', name, points })
      const [first, last] = [points[0]?.[1] ?? 0, points.at(-1)?.[1] ?? 0]
      bench.add({
        scenario: 'wallet',
        name: `${name}, 100,000 movements to 100`,
        value: last / first,
        unit: '',
        from: `${last.toFixed(2)} ms of ${first.toFixed(2)} ms`,
      })
    }
  },
}

function walletScripts(): readonly string[] {
  let usesAfter = 0
  return lengths.map((movements, index) => {
    const uses = movements - creditsEach
    const customer = { first: index + 1, last: index + 1, creditsEach, usesEach: uses, usesAfter }
    usesAfter += uses
    return customersScript(customer)
  })
}

function kindsOfWallet(customer: number): readonly RequestKind[] {
  const wanted = ['wallet', 'wallet half a year ago', 'statement of a month', 'spend']
  return historyKinds(1)
    .filter((kind) => wanted.includes(kind.name))
    .map((kind) => ({ ...kind, ids: [customer, customer] as const }))
}

// Every route of openapi.json, asked what nobody means: fitting requests of which some parts were spoilt, over HTTP, of the
// built program. It never fails, answers only what it describes, shows nothing of its inside, and keeps its books.
// RUN_SEED repeats a run, FUZZ_REQUESTS sets its length and FUZZ_MINUTES bounds it, RUN_TELL=1 tells how often each route answered how.

import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { catalog } from '../../src/entities/catalog.ts'
import { problemsOf } from '../support/fuzz/check.ts'
import { type Route, routes } from '../support/fuzz/description.ts'
import { type Plan, requestsFor } from '../support/fuzz/requests.ts'
import { openScene, type Scene } from '../support/fuzz/scene.ts'
import { type Answered, send, type Written, write } from '../support/fuzz/send.ts'
import { recordGuarantee } from '../support/guarantees.ts'
import { Chance } from '../support/run/chance.ts'
import { isPostgres } from '../support/world.ts'

const seed = Number(process.env.RUN_SEED ?? Date.now() % 1_000_000)
const requests = Number(process.env.FUZZ_REQUESTS ?? 10_000)
const minutes = Number(process.env.FUZZ_MINUTES ?? Number.POSITIVE_INFINITY)
const atOnce = 8
/** Nothing that is asked takes long; what has not answered by then never will. */
const patience = 60_000
const mostMemory = 2_000_000_000

let scene: Scene

beforeAll(async () => {
  scene = await openScene()
})
afterAll(() => scene?.close())

/** The first request of each kind of fault, by the route and what was wrong. */
const faults = new Map<string, string>()
let answered = 0
const statuses = new Map<string, Map<number, number>>()

test(
  `${requests} requests to ${routes.length} routes are answered as described (RUN_SEED=${seed})`,
  async () => {
    const chance = new Chance(seed)
    // What moves the clock or empties the tables comes last, so that the rest has something to work on.
    const some = Math.min(1_000, Math.ceil(requests * 0.03))
    const isOrdinary = ({ name }: Route) => name !== clock && name !== reset
    const end = Date.now() + minutes * 60_000
    await ask(chance, requests - 2 * some, isOrdinary, () => Date.now() < end)
    for (const name of [clock, reset]) {
      await ask(chance, sandboxed, (route) => route.name === name)
      await ask(chance, some - sandboxed, isOrdinary)
    }
    const memory = await scene.memory()
    tell(memory)
    expect([...faults.values()].slice(0, 20), scene.server.written().slice(-5_000)).toEqual([])
    expect(routes.filter(({ name }) => !statuses.has(name))).toEqual([])
    expect(memory).toBeLessThan(mostMemory)
    const verified = await scene.verify()
    expect(verified).toMatchObject({ code: 0, out: expect.stringContaining('0 differences') })
    record(memory)
  },
  600_000 + requests * 100,
)

const reset = 'POST /api/sandbox/reset'
const clock = 'POST /api/sandbox/clock'

/** How often each of the two. */
const sandboxed = 20

/** So many requests, each route in turn in an order that changes, a few at once. */
async function ask(
  chance: Chance,
  count: number,
  isAsked: (route: Route) => boolean,
  isTime = () => true,
) {
  const plans = planned(chance, count, isAsked)
  const worker = async () => {
    for (let plan = plans.next(); !plan.done && isTime(); plan = plans.next())
      await askOne(plan.value)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

function* planned(
  chance: Chance,
  count: number,
  isAsked: (route: Route) => boolean,
): Generator<Plan> {
  const perTurn = 8
  let left = count
  while (left > 0) {
    const turn = routes
      .filter(isAsked)
      .flatMap((route) =>
        fc.sample(requestsFor(route), { seed: chance.upTo(2 ** 30), numRuns: perTurn }),
      )
    for (; turn.length > 0 && left > 0; left -= 1) {
      const place = Math.floor(chance.next() * turn.length)
      yield turn[place] as Plan
      turn[place] = turn.at(-1) as Plan
      turn.pop()
    }
  }
}

async function askOne(plan: Plan): Promise<void> {
  const written = write(plan, scene.ids, scene.tokens)
  const answer = await send(scene.server.address, written, patience).catch((error: Error) => error)
  if (answer instanceof Error) return note(written, plan, `brought no answer: ${answer.message}`)
  const counts = statuses.get(plan.route.name) ?? new Map<number, number>()
  counts.set(answer.status, (counts.get(answer.status) ?? 0) + 1)
  statuses.set(plan.route.name, counts)
  answered += 1
  if (process.env.RUN_TELL && answered % 5_000 === 0) console.log(`${answered} answers`)
  for (const problem of problemsOf(plan, answer)) note(written, plan, problem)
  noteMade(plan, answer)
}

function note(written: Written, { route }: Plan, problem: string): void {
  const kind = `${route.name} ${problem.replace(/\d+|:.*/gs, '')}`
  if (faults.has(kind)) return
  faults.set(kind, `${told(written)}\n  ${problem}`)
  if (process.env.RUN_TELL) console.log(faults.get(kind))
}

function noteMade(plan: Plan, { status, text }: Answered): void {
  const owner = catalog.entities.find(({ path }) => path === plan.route.path)
  if (!owner || plan.route.verb !== 'POST' || status !== 200) return
  scene.made(owner.name, JSON.parse(text).Value.Id)
}

const told = ({ method, path, headers, body }: Written) =>
  `${method} ${path.slice(0, 400)}\n  ${JSON.stringify({ ...headers, authorization: undefined })}\n  ${body?.toString('utf8').slice(0, 1_500)}`

const sum = (wanted: (status: number) => boolean) =>
  [...statuses.values()]
    .flatMap((counts) => [...counts])
    .reduce((all, [status, count]) => all + (wanted(status) ? count : 0), 0)

const classOf = (status: number) => Math.floor(status / 100)

function tell(memory: number): void {
  if (!process.env.RUN_TELL) return
  for (const [name, counts] of statuses) console.log(name, Object.fromEntries(counts))
  console.log({ faults: faults.size, good: sum((status) => status === 200), memory })
}

function record(memory: number): void {
  const on = isPostgres ? 'PostgreSQL' : 'PGlite'
  recordGuarantee(
    'fuzz',
    `\`RUN_SEED=${seed} FUZZ_REQUESTS=${answered} npm run test:fuzz\` on ${on}; ${Math.round(memory / 1_000_000)} MB held at the end.`,
    ['routes', 'requests', '200', '4xx', '503 with Retry-After', '5xx'],
    [
      [
        statuses.size,
        sum(() => true),
        sum((status) => classOf(status) === 2),
        sum((status) => classOf(status) === 4),
        sum((status) => status === 503),
        sum((status) => classOf(status) === 5 && status !== 503),
      ],
    ],
  )
}

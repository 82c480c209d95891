// A random run: draws deeds from a seed, lets workers do them, and remembers what should not have happened.

import pg from 'pg'
import { isPostgres, openWorld, type World } from '../world.ts'
import { businessDeeds } from './business-deeds.ts'
import { Chance } from './chance.ts'
import { type Delivered, deliver, send } from './delivery.ts'
import { Gate } from './gate.ts'
import { readFacts, replaySpends } from './rush.ts'
import { Known, type Request, type Scene } from './scene.ts'
import { makeRunSpace, type RunSpace } from './space.ts'
import { Testimony } from './testimony.ts'
import { drawCharges, rushDeeds, walletDeeds } from './wallet-deeds.ts'

export interface Run {
  readonly world: World
  readonly space: RunSpace
  readonly testimony: Testimony
  /** What was answered and should not have been. */
  readonly faults: readonly string[]
  /** How many spends of rushes were planned again by the pure engine. */
  readonly replayed: () => number
  readonly now: () => number
  readonly take: (steps: number, workers: number) => Promise<void>
  /** How often each request was answered how, for whoever changes the deeds. */
  readonly tale: () => string
  readonly close: () => Promise<void>
}

const clock = '/api/sandbox/clock'
const firstDay = '2031-05-01T00:00:00Z'
const cutShare = 0.025
const quoteShare = 0.06
const rushShare = 0.02
const rushSize = 16

const deeds = [...walletDeeds, ...businessDeeds]

export async function openRun(seed: number, folds: boolean): Promise<Run> {
  const world = await openWorld({ sandbox: { restore: async () => {} }, folds })
  await world.ask('POST', clock, { body: { Now: firstDay } })
  const space = await makeRunSpace(world)
  const runner = new Runner(world, space, seed)
  return {
    world,
    space,
    testimony: runner.testimony,
    faults: runner.faults,
    replayed: () => runner.replayed,
    now: () => runner.now,
    take: (steps, workers) => runner.take(steps, workers),
    tale: () =>
      [...runner.counts]
        .sort()
        .map(([what, times]) => `${times} ${what}`)
        .join('\n'),
    close: () => world.close(),
  }
}

class Runner {
  readonly testimony = new Testimony()
  readonly faults: string[] = []
  readonly counts = new Map<string, number>()
  now = Date.parse(firstDay)
  replayed = 0
  readonly #world: World
  readonly #space: RunSpace
  readonly #seed: number
  readonly #known = new Known()
  readonly #gate = new Gate()

  constructor(world: World, space: RunSpace, seed: number) {
    this.#world = world
    this.#space = space
    this.#seed = seed
  }

  async take(steps: number, workers: number): Promise<void> {
    let taken = 0
    const work = async () => {
      while (taken < steps) {
        taken += 1
        await this.#step(taken)
      }
    }
    await Promise.all(Array.from({ length: workers }, work))
  }

  /** Each step has a chance of its own, so that what one draws does not depend on how fast the others are. */
  async #step(number: number): Promise<void> {
    const chance = new Chance(this.#seed * 1_000_003 + number)
    const scene = this.#sceneFor(chance)
    if (isPostgres && chance.happens(cutShare)) return cutConnection(this.#world, chance)
    if (chance.happens(quoteShare))
      return this.#gate.alone(() => this.#quoteAndSpend(scene, number))
    if (chance.happens(rushShare)) return this.#gate.alone(() => this.#rush(scene, number))
    await this.#gate.together(async () => {
      const request = await chance.weighed(deeds)(scene)
      // Reads need no key, and the clock goes where it is told however often.
      const isKeyed = request.method !== 'GET' && request.url !== clock && chance.happens(0.75)
      await this.#deliver(request, isKeyed ? `step ${number}` : undefined, chance)
    })
  }

  #sceneFor(chance: Chance): Scene {
    return {
      chance,
      space: this.#space,
      known: this.#known,
      now: this.now,
      read: (url) => send(this.#world, { method: 'GET', url }),
    }
  }

  async #deliver(request: Request, key: string | undefined, chance: Chance) {
    const { delivered, faults } = await deliver(this.#world, request, key, chance)
    this.faults.push(...faults)
    for (const one of delivered) this.#hear(one)
    return delivered
  }

  /** Everybody spends at once; what each was answered is what the pure engine makes of the stored facts. */
  async #rush(scene: Scene, number: number): Promise<void> {
    const { customers } = this.#space
    // What is due is done by looking, so that none of it happens in between.
    for (const id of customers) await scene.read(`/api/wallets/${id}`)
    // A move of the clock may have been done though its answer was lost.
    this.now = Date.parse((await scene.read(clock)).body.Now)
    const facts = await readFacts(this.#world, customers)
    const drawn: Request[] = []
    while (drawn.length < rushSize) drawn.push(await scene.chance.weighed(rushDeeds)(scene))
    const delivered = await Promise.all(
      drawn.map((request, index) =>
        this.#deliver(
          request,
          `step ${number}, ${index}`,
          new Chance(this.#seed + number * rushSize + index),
        ),
      ),
    )
    const { spends, contradictions } = await replaySpends(
      this.#world,
      facts,
      this.now,
      delivered.flat(),
    )
    this.replayed += spends
    this.faults.push(...contradictions)
  }

  /** A quote, and the same spend while nobody else does anything: the same allocation (I15). */
  async #quoteAndSpend(scene: Scene, number: number): Promise<void> {
    const wallet = `/api/wallets/${scene.chance.pick(scene.space.customers)}`
    const body = drawCharges(scene)
    const request = (verb: string) => ({ method: 'POST', url: `${wallet}/${verb}`, body }) as const
    const key = `step ${number}`
    const quoted = await send(this.#world, request('quote'), `quote ${key}`)
    const spent = await send(this.#world, request('spend'), key)
    this.#hear({ request: request('quote'), key: undefined, answer: quoted })
    this.#hear({ request: request('spend'), key, answer: spent })
    const isRefusedForCover = body.RejectIfNotCovered === true && spent.status === 400
    const isSame =
      quoted.status === spent.status &&
      allocation(quoted.body.Value) === allocation(spent.body.Value)
    if (!isSame && !isRefusedForCover)
      this.faults.push(
        `${JSON.stringify(body)} was quoted\n${quoted.text}\nand spent\n${spent.text}`,
      )
  }

  #hear({ request, key, answer }: Delivered): void {
    const { method, url } = request
    const outcome = answer.body?.WasSuccessful === false ? 'refused' : 'done'
    const what = `${answer.status} ${outcome} ${method} ${url.replace(/\d+/g, '#')} ${request.body?.Key ?? ''}`
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1)
    if (answer.status >= 500 && (answer.status !== 503 || key !== undefined))
      this.faults.push(`${method} ${url} ${JSON.stringify(request.body)} → ${answer.text}`)
    this.testimony.hear(request, answer, key)
    const value = answer.status === 200 ? answer.body?.Value : undefined
    if (method === 'POST' && typeof value?.Id === 'number') this.#known.add(url, value.Id)
    if (url === clock && value) this.now = Math.max(this.now, Date.parse(value.Now))
  }
}

// biome-ignore lint/suspicious/noExplicitAny: the value of a quote or of a spend
function allocation(value: any): string {
  if (!value) return 'none'
  const { Covered, Remainder, Uses, TimeUses, Refused, Charges } = value
  const bare = (uses: readonly Record<string, unknown>[] | undefined) =>
    uses?.map((use) => Object.entries(use).filter(([name]) => !name.endsWith('UseHistoryId')))
  return JSON.stringify([Covered, Remainder, bare(Uses), bare(TimeUses), Refused, Charges])
}

const cuts = ['pg_terminate_backend', 'pg_terminate_backend', 'pg_cancel_backend']

/** Ends one of the service's connections to its own database, or what it is doing, whatever that is. */
async function cutConnection(world: World, chance: Chance): Promise<void> {
  const client = new pg.Client({ connectionString: world.url, application_name: 'saboteur' })
  await client.connect()
  try {
    const { rows } = await client.query(
      `select pid from pg_stat_activity
       where datname = current_database() and application_name = 'deskbank' order by state, pid`,
    )
    if (rows.length > 0)
      await client.query(`select ${chance.pick(cuts)}($1)`, [chance.pick(rows).pid])
  } finally {
    await client.end()
  }
}

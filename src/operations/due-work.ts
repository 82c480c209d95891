// What is due: grants of contracts and sales, then charges of bookings that have ended. The schedule does it for everybody, a wallet
// that is asked for does it for itself first, so no answer waits for the schedule (design 5, due work).

import { countEndedBookings, listEndedBookings } from '../storage/bookings.ts'
import type { Executor } from '../storage/database.ts'
import { isLockTimeout } from '../storage/database-errors.ts'
import { countDueContracts, listDueContracts } from '../storage/renewals.ts'
import { countDueSales, listDueSales } from '../storage/sales.ts'
import { listCustomersWithDueWork } from '../storage/spends.ts'
import { type Service, serviceActor, type Work } from './call.ts'
import { chargeEnded } from './charge-booking.ts'
import { bookingReach } from './plan-booking.ts'
import { renewContracts } from './renew-contracts.ts'
import { activateDueSale } from './sell-product.ts'

export interface DueReport {
  readonly contracts: number
  readonly sales: number
  readonly bookings: number
  readonly failures: readonly { readonly of: string; readonly error: unknown }[]
}

/** So many wallets are held together, for a fraction of a second. */
const batchSize = 1000
/** So much is listed at once: what has been done leaves its traces in the index, which a list has to pass. */
const windowSize = 20_000

export interface DueOptions {
  /** Told after every batch how many of what are done, and how many were due. */
  readonly onProgress?: (of: string, done: number, due: number) => void
  /** Ends with the batches under way. */
  readonly stopping?: AbortSignal
}

/**
 * Everything due by an instant. What fails is reported and holds up nothing else. Who runs this takes a turn of the database
 * first: two at once do right, under the locks of wallets, but the same work.
 */
export async function settleEverythingDue(
  service: Service,
  now: number,
  { onProgress, stopping }: DueOptions = {},
): Promise<DueReport> {
  const failures: { of: string; error: unknown }[] = []
  const drain = async <Item extends { readonly id: number }>(kind: DueKind<Item>) => {
    const due = await kind.count(service.database.executor, now)
    const failed = new Set<number>()
    let done = 0
    const settle = async (batch: readonly Item[]) => {
      if (stopping?.aborted) return
      const errors = await kind.settle(service, now, batch)
      done += batch.length - errors.size
      for (const [item, error] of errors) {
        failed.add(item.id)
        failures.push({ of: `${kind.name} ${item.id}`, error })
      }
      onProgress?.(`${kind.name}s`, done, due)
    }
    for (;;) {
      const items = await kind.list(service.database.executor, now, windowSize + failed.size)
      const open = items.filter((item) => !failed.has(item.id))
      if (open.length === 0 || stopping?.aborted) return done
      await Promise.all(
        kind.lanes(open).map(async (lane) => {
          for (const batch of batchesOf(lane, batchSize)) await settle(batch)
        }),
      )
    }
  }
  const contracts = await drain({
    name: 'contract',
    count: countDueContracts,
    list: (executor, at, limit) => listDueContracts(executor, at, undefined, limit),
    lanes: byWallet,
    settle: together(renewContracts),
  })
  const sales = await drain({
    name: 'sale',
    count: countDueSales,
    list: (executor, at, limit) => listDueSales(executor, at, undefined, limit),
    lanes: inLine,
    settle: oneByOne((work, sale) => activateDueSale(work, sale)),
  })
  const bookings = await drain({
    name: 'booking',
    count: countEndedBookings,
    list: (executor, at, limit) => listEndedBookings(executor, at, undefined, limit),
    lanes: inLine,
    settle: oneByOne((work, ended) => chargeEnded(work, ended)),
  })
  return { contracts, sales, bookings, failures }
}

interface DueKind<Item> {
  readonly name: string
  readonly count: (executor: Executor, now: number) => Promise<number>
  readonly list: (executor: Executor, now: number, limit: number) => Promise<readonly Item[]>
  /** What may be done side by side. */
  readonly lanes: (items: readonly Item[]) => readonly (readonly Item[])[]
  readonly settle: Settle<Item>
}

/** Answers what failed, and why. */
type Settle<Item> = (
  service: Service,
  now: number,
  items: readonly Item[],
) => Promise<ReadonlyMap<Item, unknown>>

/** Each in its own transaction, because each locks other wallets. */
function oneByOne<Item>(run: (work: Work, item: Item) => Promise<void>): Settle<Item> {
  return async (service, now, items) => {
    const errors = new Map<Item, unknown>()
    for (const item of items) {
      try {
        await service.database.transaction((executor) => run(workOf(service, executor, now), item))
      } catch (error) {
        errors.set(item, error)
      }
    }
    return errors
  }
}

const smallerBatch = 50

/**
 * All in one transaction; when that fails in smaller ones and then one by one, so that one broken record holds up nothing
 * else and is looked for quickly. Who holds a wallet for long is waited for by its own record only.
 */
function together<Item>(run: (work: Work, items: readonly Item[]) => Promise<void>): Settle<Item> {
  const alone = oneByOne<Item>((work, item) => run(work, [item]))
  const settle: Settle<Item> = async (service, now, items) => {
    try {
      await service.database.transaction((executor) => run(workOf(service, executor, now), items))
      return new Map()
    } catch (error) {
      if (items.length <= smallerBatch || isLockTimeout(error)) return alone(service, now, items)
    }
    const errors = new Map<Item, unknown>()
    for (const batch of batchesOf(items, smallerBatch)) {
      for (const [item, error] of await settle(service, now, batch)) errors.set(item, error)
    }
    return errors
  }
  return settle
}

/** Two lanes: the database has work for two processors. No wallet is in both. */
function byWallet<Item extends { readonly coworkerId: number }>(
  items: readonly Item[],
): readonly (readonly Item[])[] {
  return [0, 1].map((lane) => items.filter((item) => item.coworkerId % 2 === lane))
}

function inLine<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  return [items]
}

function batchesOf<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  const count = Math.ceil(items.length / size)
  return Array.from({ length: count }, (_, place) => items.slice(place * size, (place + 1) * size))
}

function workOf(service: Service, executor: Executor, now: number): Work {
  return { catalog: service.catalog, executor, actor: serviceActor('schedule'), now }
}

// More than a team ever has due at a time.
const mostAtOnce = 1000

/** What is due to a customer and to those it shares credit with. */
export async function settleDue(work: Work, coworkerId: number): Promise<void> {
  const { executor, now } = work
  const [reach, due] = await Promise.all([
    bookingReach(work, coworkerId),
    listCustomersWithDueWork(executor, [coworkerId], now),
  ])
  const whose = [...reach.tiers.keys()]
  // Most often there is nothing, which is one question instead of three.
  const others = whose.filter((id) => id !== coworkerId)
  const dueOfOthers = await listCustomersWithDueWork(executor, others, now)
  if (due.size + dueOfOthers.size === 0) return
  const contracts = await listDueContracts(executor, now, whose, mostAtOnce)
  if (contracts.length > 0) await renewContracts(work, contracts)
  const service: Work = { ...work, actor: serviceActor('schedule'), idempotency: undefined }
  for (const sale of await listDueSales(executor, now, whose, mostAtOnce)) {
    await activateDueSale(service, sale)
  }
  for (const booking of await listEndedBookings(executor, now, whose, mostAtOnce)) {
    await chargeEnded(service, booking)
  }
}

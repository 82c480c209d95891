// What is due: grants of contracts and sales, then charges of bookings that have ended. The schedule does it for everybody, a wallet
// that is asked for does it for itself first, so no answer waits for the schedule (design 5, due work).

import { countEndedBookings, listEndedBookings } from '../storage/bookings.ts'
import type { Executor } from '../storage/database.ts'
import { countDueContracts, listDueContracts } from '../storage/renewals.ts'
import { countDueSales, listDueSales } from '../storage/sales.ts'
import { type Call, type Service, serviceActor, type Work } from './call.ts'
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

const batchSize = 1000

export interface DueOptions {
  /** Told after every batch how many of what are done, and how many were due. */
  readonly onProgress?: (of: string, done: number, due: number) => void
  /** Ends with the batch under way. */
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
    for (;;) {
      const items = await kind.list(service.database.executor, now, batchSize + failed.size)
      const open = items.filter((item) => !failed.has(item.id))
      if (open.length === 0 || stopping?.aborted) return done
      const errors = await kind.settle(service, now, open)
      done += open.length - errors.size
      for (const [item, error] of errors) {
        failed.add(item.id)
        failures.push({ of: `${kind.name} ${item.id}`, error })
      }
      onProgress?.(`${kind.name}s`, done, due)
    }
  }
  const contracts = await drain({
    name: 'contract',
    count: countDueContracts,
    list: (executor, at, limit) => listDueContracts(executor, at, undefined, limit),
    settle: inLanes(together(renewContracts)),
  })
  const sales = await drain({
    name: 'sale',
    count: countDueSales,
    list: (executor, at, limit) => listDueSales(executor, at, undefined, limit),
    settle: oneByOne(activateDueSale),
  })
  const bookings = await drain({
    name: 'booking',
    count: countEndedBookings,
    list: (executor, at, limit) => listEndedBookings(executor, at, undefined, limit),
    settle: oneByOne(chargeEnded),
  })
  return { contracts, sales, bookings, failures }
}

interface DueKind<Item> {
  readonly name: string
  readonly count: (executor: Executor, now: number) => Promise<number>
  readonly list: (executor: Executor, now: number, limit: number) => Promise<readonly Item[]>
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

/** All in one transaction; when that fails one by one, so that one broken record holds up nothing else. */
function together<Item>(run: (work: Work, items: readonly Item[]) => Promise<void>): Settle<Item> {
  const alone = oneByOne<Item>((work, item) => run(work, [item]))
  return async (service, now, items) => {
    try {
      await service.database.transaction((executor) => run(workOf(service, executor, now), items))
      return new Map()
    } catch {
      return alone(service, now, items)
    }
  }
}

/** In two transactions at a time: while the database writes one, the other is worked out. No wallet is in both. */
function inLanes<Item extends { readonly coworkerId: number }>(settle: Settle<Item>): Settle<Item> {
  return async (service, now, items) => {
    const lanes = [0, 1].map((lane) => items.filter((item) => item.coworkerId % 2 === lane))
    const errors = await Promise.all(
      lanes.map((own) => (own.length === 0 ? new Map() : settle(service, now, own))),
    )
    return new Map(errors.flatMap((map) => [...map]))
  }
}

function workOf(service: Service, executor: Executor, now: number): Work {
  return { catalog: service.catalog, executor, actor: serviceActor('schedule'), now }
}

/** What is due to a customer and to those it shares credit with. */
export async function settleDue(work: Work, coworkerId: number): Promise<void> {
  const whose = [...(await bookingReach(work, coworkerId)).tiers.keys()]
  const contracts = await listDueContracts(work.executor, work.now, whose, batchSize)
  if (contracts.length > 0) await renewContracts(work, contracts)
  const service: Work = { ...work, actor: serviceActor('schedule'), idempotency: undefined }
  for (const sale of await listDueSales(work.executor, work.now, whose, batchSize)) {
    await activateDueSale(service, sale)
  }
  for (const booking of await listEndedBookings(work.executor, work.now, whose, batchSize)) {
    await chargeEnded(service, booking)
  }
}

/** The same before a read, which opens a transaction only when something is due. */
export async function settleDueBeforeReading(
  service: Service,
  call: Call,
  coworkerId: number,
): Promise<void> {
  const work: Work = { ...call, catalog: service.catalog, executor: service.database.executor }
  const whose = [...(await bookingReach(work, coworkerId)).tiers.keys()]
  const contracts = await listDueContracts(work.executor, work.now, whose, 1)
  const sales = await listDueSales(work.executor, work.now, whose, 1)
  const bookings = await listEndedBookings(work.executor, work.now, whose, 1)
  if (contracts.length + sales.length + bookings.length === 0) return
  await service.database.transaction((executor) => settleDue({ ...work, executor }, coworkerId))
}

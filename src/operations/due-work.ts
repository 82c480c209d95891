// What is due: grants of contracts and sales, then charges of bookings that have ended. The schedule does it for everybody, a wallet
// that is asked for does it for itself first, so no answer waits for the schedule (design 5, due work).

import { listEndedBookings } from '../storage/bookings.ts'
import type { Executor } from '../storage/database.ts'
import { listDueContracts } from '../storage/renewals.ts'
import { listDueSales } from '../storage/sales.ts'
import { type Call, type Service, serviceActor, type Work } from './call.ts'
import { chargeEnded } from './charge-booking.ts'
import { bookingReach } from './plan-booking.ts'
import { renewContract } from './renew-contracts.ts'
import { activateDueSale } from './sell-product.ts'

export interface DueReport {
  readonly contracts: number
  readonly sales: number
  readonly bookings: number
  readonly failures: readonly { readonly of: string; readonly error: unknown }[]
}

const batchSize = 500

/** Everything due by an instant. What fails is reported and holds up nothing else. */
export async function settleEverythingDue(service: Service, now: number): Promise<DueReport> {
  const failures: { of: string; error: unknown }[] = []
  const drain = async <Item extends { readonly id: number }>(
    name: string,
    list: (executor: Executor, limit: number) => Promise<readonly Item[]>,
    run: (work: Work, item: Item) => Promise<void>,
  ): Promise<number> => {
    const failed = new Set<number>()
    let done = 0
    for (;;) {
      const items = await list(service.database.executor, batchSize + failed.size)
      const open = items.filter((item) => !failed.has(item.id))
      if (open.length === 0) return done
      for (const item of open) {
        try {
          await service.database.transaction((executor) =>
            run(workOf(service, executor, now), item),
          )
          done += 1
        } catch (error) {
          failed.add(item.id)
          failures.push({ of: `${name} ${item.id}`, error })
        }
      }
    }
  }
  const contracts = await drain(
    'contract',
    (executor, limit) => listDueContracts(executor, now, undefined, limit),
    renewContract,
  )
  const sales = await drain(
    'sale',
    (executor, limit) => listDueSales(executor, now, undefined, limit),
    activateDueSale,
  )
  const bookings = await drain(
    'booking',
    (executor, limit) => listEndedBookings(executor, now, undefined, limit),
    chargeEnded,
  )
  return { contracts, sales, bookings, failures }
}

function workOf(service: Service, executor: Executor, now: number): Work {
  return { catalog: service.catalog, executor, actor: serviceActor('schedule'), now }
}

/** What is due to a customer and to those it shares credit with. */
export async function settleDue(work: Work, coworkerId: number): Promise<void> {
  const whose = [...(await bookingReach(work, coworkerId)).tiers.keys()]
  for (const contract of await listDueContracts(work.executor, work.now, whose, batchSize)) {
    await renewContract(work, contract)
  }
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

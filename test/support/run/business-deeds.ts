// What happens in a space in a random run: bookings, tickets, sales, invoices, contracts, teams, settings, and time.

import { lookup, paths } from '../space.ts'
import { around, type Deed, type Request, type Scene, soonAfter } from './scene.ts'

const invoices = '/api/billing/coworkerinvoices'
const pauses = '/api/billing/contractpausedperiods'

const customerOf = ({ chance, space }: Scene) => chance.pick(space.customers)

function command(path: string, Key: string, id: number, Parameters: readonly object[] = []) {
  return {
    method: 'POST',
    url: `${path}/runcommand`,
    body: { Key, Ids: [id], Parameters },
  } as const
}

const book: Deed = (scene) => {
  const { chance, space } = scene
  const FromTime = around(scene, 3, 40)
  const body = {
    ResourceId: chance.pick(space.rooms),
    CoworkerId: customerOf(scene),
    FromTime,
    ToTime: soonAfter(scene, FromTime),
    ...(chance.happens(0.2) ? { Tentative: true } : {}),
    ...(chance.happens(0.2) ? { ChargeNow: true } : {}),
    ...(chance.happens(0.1) ? { DoNotUseBookingCredit: true } : {}),
  }
  return { method: 'POST', url: paths.bookings, body }
}

const changeBooking: Deed = (scene) => {
  const { chance, known, space } = scene
  const FromTime = around(scene, 1, 40)
  return {
    method: 'PATCH',
    url: `${paths.bookings}/${known.one(paths.bookings, chance)}`,
    body: chance.pick<Readonly<Record<string, unknown>>>([
      { FromTime, ToTime: soonAfter(scene, FromTime) },
      { ResourceId: chance.pick(space.rooms) },
      { Tentative: false },
      { CoworkerId: customerOf(scene) },
    ]),
  }
}

const cancelBooking: Deed = ({ chance, known }) =>
  command(paths.bookings, 'CANCEL_BOOKING', known.one(paths.bookings, chance), [
    { Name: 'Cancellation Reason', Value: chance.upTo(9) - 1 },
  ])

const chargeBooking: Deed = ({ chance, known }) =>
  command(paths.bookings, 'CHARGE_BOOKING', known.one(paths.bookings, chance))

const sellTicket: Deed = (scene) => ({
  method: 'POST',
  url: paths.attendees,
  body: {
    BusinessId: scene.space.location,
    CoworkerId: customerOf(scene),
    FullName: 'Guest',
    Email: 'guest@example.com',
    ...scene.chance.pick(scene.space.tickets),
  },
})

const sellProduct: Deed = (scene) => ({
  method: 'POST',
  url: paths.sales,
  body: {
    CoworkerId: customerOf(scene),
    BusinessId: scene.space.location,
    ProductId: scene.chance.pick(scene.space.products),
    Quantity: scene.chance.upTo(3),
    ...(scene.chance.happens(0.4) ? { ActivateNow: true } : {}),
    ...(scene.chance.happens(0.3) ? { DueDate: around(scene, 0, 20) } : {}),
  },
})

const paySale: Deed = ({ chance, known }) => ({
  method: 'PATCH',
  url: `${paths.sales}/${known.one(paths.sales, chance)}`,
  body: { CoworkerInvoicePaid: true },
})

const sellPass: Deed = (scene) => ({
  method: 'POST',
  url: '/api/billing/coworkertimepasses',
  body: {
    CoworkerId: customerOf(scene),
    BusinessId: scene.space.location,
    TimePassId: scene.space.pass,
    CreateMultiple: 1,
  },
})

const chargeOnce: Deed = (scene) => ({
  method: 'POST',
  url: '/api/billing/charges',
  body: {
    CoworkerId: customerOf(scene),
    BusinessId: scene.space.location,
    Description: 'Cleaning',
    Quantity: 1,
    DiscountAmount: 0,
    CreditAmount: 0,
    TotalAmount: scene.chance.amount(30),
  },
})

const billRun: Deed = (scene) => command(paths.coworkers, 'COWORKER_BILL_RUN', customerOf(scene))

/** Invoices come from bill runs, which do not tell their ids, so the newest are looked up. */
const treatInvoice: Deed = async (scene) => {
  const { chance } = scene
  const { body } = await scene.read(`${invoices}?orderBy=Id&dir=1&size=8`)
  const found: readonly { readonly Id: number }[] = body?.Records ?? []
  const id = found.length > 0 ? chance.pick(found).Id : chance.upTo(9)
  const returning = [{ Name: 'ReturnCredit', Value: chance.happens(0.5) }]
  return chance.weighed<Request>([
    [3, { method: 'PATCH', url: `${invoices}/${id}`, body: { PaidOn: around(scene, 1, 0) } }],
    [3, command(invoices, 'VOID_INVOICE', id)],
    [1, command(invoices, 'COWORKER_INVOICE_CANCEL', id, returning)],
    [1, command(invoices, 'COWORKER_INVOICE_REFUND', id, returning)],
    [1, command(invoices, 'COWORKER_INVOICE_DELETE', id)],
  ])
}

const signContract: Deed = (scene) => ({
  method: 'POST',
  url: paths.contracts,
  body: {
    IssuedById: scene.space.location,
    CoworkerId: customerOf(scene),
    TariffId: scene.chance.pick(scene.space.plans),
    BillingDay: scene.chance.pick([1, 15, 28, 31]),
    Quantity: scene.chance.pick([1, 1, 2]),
    ...(scene.chance.happens(0.5) ? { StartDate: around(scene, 40, 10) } : {}),
  },
})

const changeContract: Deed = (scene) => {
  const { chance, known, space } = scene
  const id = known.one(paths.contracts, chance)
  const patch = (body: Readonly<Record<string, unknown>>) => ({
    method: 'PATCH' as const,
    url: `${paths.contracts}/${id}`,
    body,
  })
  return chance.weighed<Request>([
    [2, patch({ NextTariffId: chance.pick(space.plans) })],
    [2, patch({ Quantity: chance.upTo(3) })],
    [1, patch({ BillingDay: chance.upTo(31) })],
    [1, patch({ CancellationDate: around(scene, 0, 40) })],
    [1, command(paths.contracts, 'CANCEL_CONTRACT', id)],
    [1, command(paths.contracts, 'DELETE_CONTRACT', id)],
  ])
}

const pauseContract: Deed = (scene) => {
  const PauseFrom = around(scene, 5, 40)
  const days = 30 * scene.chance.upTo(2)
  const PauseUntil = new Date(Date.parse(PauseFrom) + days * 86_400_000).toISOString()
  const CoworkerContractId = scene.known.one(paths.contracts, scene.chance)
  return { method: 'POST', url: pauses, body: { CoworkerContractId, PauseFrom, PauseUntil } }
}

const changeTeam: Deed = (scene) => {
  const { chance, space } = scene
  const member = customerOf(scene)
  return {
    method: 'PATCH',
    url: `${paths.teams}/${chance.pick(space.teams)}`,
    body: chance.pick<Readonly<Record<string, unknown>>>([
      { ShareBookingCredit: chance.happens(0.7) },
      { ShareExtraServices: chance.happens(0.7) },
      { TransferCreditsToPayingMember: chance.happens(0.5) },
      { AddedTeamMembers: [member] },
      { RemovedTeamMembers: [member] },
      { PayingMemberId: member, AddedTeamMembers: [member] },
    ]),
  }
}

const changeOffer: Deed = ({ chance, space }) => ({
  method: 'PATCH',
  url: `${paths.planOffers}/${chance.pick(space.planOffers)}`,
  body: chance.pick<Readonly<Record<string, unknown>>>([
    { Credit: 10 + chance.upTo(150) },
    { IsUniversalCredit: chance.happens(0.5) },
  ]),
})

const changeRate: Deed = ({ chance, space }) => ({
  method: 'PATCH',
  url: `${paths.rates}/${space.rate}`,
  body: { Price: 10 + chance.upTo(30), CurrencyId: lookup.pounds },
})

const changeSetting: Deed = ({ chance, space }) => ({
  method: 'POST',
  url: '/api/sys/businesssettings',
  body: {
    BusinessId: space.location,
    Name: chance.pick([
      'Bookings.ChargeBookingsImmediately',
      'Bookings.RejectIfNoCreditIsAvailable',
      'Store.AlwaysInvoice',
    ]),
    Value: chance.happens(0.4) ? 'True' : 'False',
  },
})

/** An hour or a week; months end in between. */
const moveClock: Deed = ({ chance, now }) => ({
  method: 'POST',
  url: '/api/sandbox/clock',
  body: {
    Now: new Date(now + chance.upTo(chance.pick([3, 24, 24 * 9])) * 3_600_000).toISOString(),
  },
})

const remove =
  (path: string): Deed =>
  ({ chance, known }) => ({ method: 'DELETE', url: `${path}/${known.one(path, chance)}` })

export const businessDeeds: readonly (readonly [weight: number, deed: Deed])[] = [
  [8, book],
  [5, changeBooking],
  [3, cancelBooking],
  [3, chargeBooking],
  [1, remove(paths.bookings)],
  [3, sellTicket],
  [1, remove(paths.attendees)],
  [3, sellProduct],
  [2, paySale],
  [1, remove(paths.sales)],
  [1, sellPass],
  [1, chargeOnce],
  [2, billRun],
  [2, treatInvoice],
  [1, signContract],
  [1, changeContract],
  [1, pauseContract],
  [1, remove(pauses)],
  [1, changeTeam],
  [1, changeOffer],
  [0.5, changeRate],
  [0.5, changeSetting],
  [3, moveClock],
]

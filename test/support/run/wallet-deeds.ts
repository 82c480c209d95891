// What is done to credits, uses and wallets by hand in a random run.

import { paths } from '../space.ts'
import { around, type Deed, type Request, type Scene } from './scene.ts'

const customerOf = ({ chance, space }: Scene) => chance.pick(space.customers)

const makeCredit: Deed = (scene) => {
  const { chance, space } = scene
  const purpose = chance.pick([
    { CaneBeUsedForBookings: true },
    { CaneBeUsedForBookings: true, ElegibleResourceTypes: [chance.pick(space.roomTypes)] },
    { CaneBeUsedForBookings: true, CaneBeUsedForEvents: true, IsUniversalCredit: true },
    { IsUniversalCredit: true, ElegibleProducts: [chance.pick(space.products)] },
    { CaneBeUsedForEvents: true },
  ])
  const validity = chance.pick([
    {},
    { ExpireDate: around(scene, -1, 60) },
    { ValidFrom: around(scene, 5, 5), ExpireDate: around(scene, -6, 90) },
  ])
  const body = {
    CoworkerId: customerOf(scene),
    BusinessId: chance.happens(0.9) ? space.location : space.annex,
    TotalCredit: chance.amount(120),
    ...purpose,
    ...validity,
  }
  return { method: 'POST', url: paths.credits, body }
}

const changeTotal: Deed = ({ chance, known }) => ({
  method: 'PATCH',
  url: `${paths.credits}/${known.one(paths.credits, chance)}`,
  body: { TotalCredit: chance.amount(120) },
})

/** Reads a record and writes it back whole, with one thing changed, as integrations do. */
async function putBack(scene: Scene, path: string, id: number, change: object): Promise<Request> {
  const { body } = await scene.read(`${path}/${id}`)
  return {
    method: 'PUT',
    url: path,
    body: { ...(typeof body === 'object' ? body : {}), ...change },
  }
}

const putCredit: Deed = (scene) => {
  const { chance, known } = scene
  const change = chance.pick([
    { TotalCredit: chance.amount(150) },
    { ExpireDate: around(scene, -1, 40) },
    { Description: 'As it was' },
  ])
  return putBack(scene, paths.credits, known.one(paths.credits, chance), change)
}

const putUse: Deed = (scene) => {
  const { chance, known } = scene
  const use = known.one(paths.uses, chance)
  return putBack(scene, paths.uses, use, { CreditUsed: chance.amount(20) })
}

const deleteCredit: Deed = ({ chance, known }) => ({
  method: 'DELETE',
  url: `${paths.credits}/${known.one(paths.credits, chance)}`,
})

const makeUse: Deed = ({ chance, known }) => ({
  method: 'POST',
  url: paths.uses,
  body: {
    CoworkerBookingCreditId: known.one(paths.credits, chance),
    CreditUsed: chance.amount(25),
    ...(chance.happens(0.2) ? { BookingId: known.one(paths.bookings, chance) } : {}),
  },
})

const changeUse: Deed = ({ chance, known }) => ({
  method: 'PATCH',
  url: `${paths.uses}/${known.one(paths.uses, chance)}`,
  body: chance.pick([
    { CreditUsed: chance.amount(25) },
    { CoworkerBookingCreditId: known.one(paths.credits, chance) },
    { CoworkerBookingCreditId: known.one(paths.credits, chance), CreditUsed: chance.amount(10) },
  ]),
})

const makeTime: Deed = (scene) => ({
  method: 'POST',
  url: paths.timeCredits,
  body: {
    CoworkerId: customerOf(scene),
    BusinessId: scene.space.location,
    ExtraServiceId: scene.space.rate,
    TotalUses: scene.chance.upTo(180),
    ChargePeriod: 'Minutes',
    ...(scene.chance.happens(0.4) ? { ExpireDate: around(scene, -1, 60) } : {}),
  },
})

const changeTime: Deed = ({ chance, known }) => ({
  method: chance.happens(0.8) ? 'PATCH' : 'DELETE',
  url: `${paths.timeCredits}/${known.one(paths.timeCredits, chance)}`,
  body: { TotalUses: chance.upTo(240) },
})

const makeTimeUse: Deed = ({ chance, known }) => ({
  method: 'POST',
  url: paths.timeUses,
  body: {
    CoworkerExtraServiceId: known.one(paths.timeCredits, chance),
    ...(chance.happens(0.5) ? { BookingId: known.one(paths.bookings, chance) } : {}),
  },
})

const deleteTimeUse: Deed = ({ chance, known }) => ({
  method: 'DELETE',
  url: `${paths.timeUses}/${known.one(paths.timeUses, chance)}`,
})

const kinds = ['Booking', 'Booking', 'Booking', 'Event', 'Product', 'Pass', 'Plan', 'Other']

/** What a spend or a quote asks for: one charge to three, or a booking. */
export function drawCharges(scene: Scene): Readonly<Record<string, unknown>> {
  const { chance, known } = scene
  if (!chance.happens(0.1)) return drawPlainCharges(scene)
  return { Charges: [{ Kind: 'Booking', BookingId: known.one(paths.bookings, chance) }] }
}

function drawPlainCharges(scene: Scene): Readonly<Record<string, unknown>> {
  const { chance, space } = scene
  const charge = () => ({
    Kind: chance.pick(kinds),
    Amount: chance.happens(0.05) ? 0 : chance.amount(40),
    ...(chance.happens(0.5) ? { ServiceTime: around(scene, 5, 45) } : {}),
    ...(chance.happens(0.5) ? { ResourceTypeId: chance.pick(space.roomTypes) } : {}),
    ...(chance.happens(0.2) ? { ProductId: chance.pick(space.products) } : {}),
  })
  return {
    Charges: Array.from({ length: chance.pick([1, 1, 1, 2, 3]) }, charge),
    ...(chance.happens(0.7) ? { Reference: `r${chance.upTo(12)}` } : {}),
    ...(chance.happens(0.2) ? { RejectIfNotCovered: true } : {}),
  }
}

const spend: Deed = (scene) => ({
  method: 'POST',
  url: `/api/wallets/${customerOf(scene)}/spend`,
  body: drawCharges(scene),
})

const spendPlainly: Deed = (scene) => ({
  method: 'POST',
  url: `/api/wallets/${customerOf(scene)}/spend`,
  body: drawPlainCharges(scene),
})

const releaseReference: Deed = (scene) => ({
  method: 'POST',
  url: `/api/wallets/${customerOf(scene)}/release`,
  body: { Reference: `r${scene.chance.upTo(12)}` },
})

const release: Deed = (scene) => {
  const { chance, known } = scene
  const named = chance.pick([
    { Reference: `r${chance.upTo(12)}` },
    { Reference: `r${chance.upTo(12)}` },
    { BookingId: known.one(paths.bookings, chance) },
    { EventAttendeeId: known.one(paths.attendees, chance) },
    { CoworkerBookingCreditUseHistoryId: known.one(paths.uses, chance) },
  ])
  const part = chance.happens(0.4) ? { Amount: chance.amount(15) } : {}
  return {
    method: 'POST',
    url: `/api/wallets/${customerOf(scene)}/release`,
    body: { ...named, ...part, Reason: 'called off' },
  }
}

const adjust: Deed = async (scene) => {
  const { chance, known } = scene
  const isMoney = chance.happens(0.8)
  const path = isMoney ? paths.credits : paths.timeCredits
  const id = known.one(path, chance)
  const { body } = await scene.read(`${path}/${id}`)
  const owner = body?.CoworkerId ?? customerOf(scene)
  return {
    method: 'POST',
    url: `/api/wallets/${owner}/adjust`,
    body: {
      ...(isMoney
        ? { CoworkerBookingCreditId: id, Amount: chance.amount(40) - 20 }
        : { CoworkerExtraServiceId: id, Amount: chance.upTo(60) - 30 }),
      Reason: 'correction',
    },
  }
}

const readWallet: Deed = (scene) => ({
  method: 'GET',
  url: `/api/wallets/${customerOf(scene)}`,
})

const readStatement: Deed = (scene) => ({
  method: 'GET',
  url: `/api/wallets/${customerOf(scene)}/statement?dir=Descending&size=${scene.chance.upTo(100)}`,
})

export const walletDeeds: readonly (readonly [weight: number, deed: Deed])[] = [
  [6, makeCredit],
  [3, changeTotal],
  [2, putCredit],
  [2, putUse],
  [1, deleteCredit],
  [5, makeUse],
  [4, changeUse],
  [2, makeTime],
  [1, changeTime],
  [2, makeTimeUse],
  [1, deleteTimeUse],
  [16, spend],
  [6, release],
  [5, adjust],
  [4, readWallet],
  [3, readStatement],
]

/** What moves balances and changes nothing else that a spend depends on. */
export const rushDeeds: readonly (readonly [weight: number, deed: Deed])[] = [
  [12, spendPlainly],
  [2, makeUse],
  [1, releaseReference],
  [1, adjust],
]

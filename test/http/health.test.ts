// The settings check: every code with a mistake that it finds and a neighbour without it.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  lookup,
  makeCredit,
  makeCustomer,
  makeLocation,
  makePlan,
  makeProduct,
  makeRate,
  makeResource,
  makeResourceType,
  paths,
} from '../support/space.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
/** Everything in order, for the neighbours. */
let riverside: number
let room: number
let plan: number
let product: number

beforeAll(async () => {
  world = await openWorld()
  riverside = await makeLocation(world)
  room = await makeResourceType(world, riverside)
  await makeResource(world, riverside, room)
  await makeRate(world, riverside, { ResourceTypes: [room] })
  plan = await makePlan(world, riverside)
  product = await makeProduct(world, riverside)
})
afterAll(() => world.close())

type Row = Record<string, unknown>
const forBookings = { CaneBeUsedForBookings: true }

const planOffer = (more: object = {}) =>
  world.create(paths.planOffers, {
    Name: 'Rooms',
    TariffId: plan,
    Credit: 100,
    ServiceRenewalTime: 'TariffMonth',
    ...forBookings,
    ...more,
  })
const productOffer = (more: object = {}) =>
  world.create(paths.offers, {
    Name: 'Bundle',
    ProductId: product,
    Credit: 50,
    ...forBookings,
    ...more,
  })
const contractOn = async (TariffId: number) => {
  const CoworkerId = await makeCustomer(world, riverside)
  const id = await world.create(paths.contracts, {
    IssuedById: riverside,
    CoworkerId,
    TariffId,
    BillingDay: 1,
    Quantity: 1,
  })
  return { id, CoworkerId }
}

async function health(query = '', token?: string) {
  const { status, body } = await world.ask(
    'GET',
    `/api/reports/health?size=1000&${query}`,
    token ? { token } : {},
  )
  expect(status).toBe(200)
  return body
}

/** Ids of one kind of record that a code names. */
async function found(Code: string, Entity: string): Promise<unknown[]> {
  const { Records: rows } = await health(`Code=${Code}`)
  return rows.filter((row: Row) => row.Entity === Entity).map((row: Row) => row.Id)
}

/** One of the two has the mistake, the other one is as it should be. */
async function expectOnly(code: string, entity: string, mistake: number, neighbour: number) {
  const ids = await found(code, entity)
  expect(ids).toContain(mistake)
  expect(ids).not.toContain(neighbour)
}

describe('the check finds', () => {
  test('B13 GrantsNothing', async () => {
    const rate = await makeRate(world, riverside)
    const time = (UsesIncluded: number) =>
      world.create('/api/billing/tariffextraservices', {
        TariffId: plan,
        ExtraServiceId: rate,
        UsesIncluded,
      })
    await expectOnly('GrantsNothing', 'TariffExtraService', await time(0), await time(60))
    const sold = (UsesIncluded: number) =>
      world.create('/api/billing/productextraservices', {
        ProductId: product,
        ExtraServiceId: rate,
        UsesIncluded,
      })
    await expectOnly('GrantsNothing', 'ProductExtraService', await sold(0), await sold(60))
  })

  test('B13 NoPurpose', async () => {
    const none = { CaneBeUsedForBookings: false }
    await expectOnly('NoPurpose', 'TariffBookingCredit', await planOffer(none), await planOffer())
    await expectOnly(
      'NoPurpose',
      'ProductBookingCredit',
      await productOffer(none),
      await productOffer(),
    )
    const customer = await makeCustomer(world, riverside)
    const useless = await makeCredit(world, riverside, customer)
    await expectOnly(
      'NoPurpose',
      'CoworkerBookingCredit',
      useless,
      await makeCredit(world, riverside, customer, { IsUniversalCredit: true }),
    )
    // Nothing is left to worry about.
    await world.ask('POST', `/api/wallets/${customer}/adjust`, {
      body: { CoworkerBookingCreditId: useless, Amount: -100, Reason: 'Wrong' },
    })
    expect(await found('NoPurpose', 'CoworkerBookingCredit')).not.toContain(useless)
  })

  test('F5 ListWithoutEffect', async () => {
    const mistake = await planOffer({ ElegibleProducts: [product], AppliesToCharges: true })
    const right = await planOffer({ ElegibleProducts: [product], IsUniversalCredit: true })
    await expectOnly('ListWithoutEffect', 'TariffBookingCredit', mistake, right)
    const { Records: rows } = await health('Code=ListWithoutEffect')
    expect(rows.find((row: Row) => row.Id === mistake).Message).toMatch(
      /^ElegibleProducts, AppliesToCharges has no effect/,
    )
  })

  test('NoResourceOfType', async () => {
    const empty = await makeResourceType(world, riverside)
    const closed = await makeResourceType(world, riverside)
    await makeResource(world, riverside, closed, { Archived: true })
    const mistake = await planOffer({ ElegibleResourceTypes: [empty, closed] })
    await expectOnly(
      'NoResourceOfType',
      'TariffBookingCredit',
      mistake,
      await planOffer({ ElegibleResourceTypes: [empty, room] }),
    )
  })

  test('S12 ResourcesInOtherCurrency', async () => {
    const dublin = await makeLocation(world, { CurrencyId: lookup.euros })
    const abroad = await makeResourceType(world, riverside)
    await makeResource(world, dublin, abroad)
    const mistake = await planOffer({ ElegibleResourceTypes: [abroad] })
    await expectOnly(
      'ResourcesInOtherCurrency',
      'TariffBookingCredit',
      mistake,
      await planOffer({ ElegibleResourceTypes: [abroad, room] }),
    )
  })

  test('ExpiresAtOnce', async () => {
    const mistake = await productOffer({ ExpirationType: 'Day', ExpiresIn: 0 })
    const right = await productOffer({ ExpirationType: 'Day', ExpiresIn: 1 })
    await expectOnly('ExpiresAtOnce', 'ProductBookingCredit', mistake, right)
  })

  test('F7 OwnPlanExcluded and PlansArchived', async () => {
    const other = await makePlan(world, riverside)
    const excluded = await planOffer({ ElegibleTariffs: [other] })
    const right = await planOffer({ ElegibleTariffs: [other, plan] })
    await expectOnly('OwnPlanExcluded', 'TariffBookingCredit', excluded, right)
    const old = await makePlan(world, riverside, { Archived: true })
    const gone = await productOffer({ ElegibleTariffs: [old] })
    await expectOnly(
      'PlansArchived',
      'ProductBookingCredit',
      gone,
      await productOffer({ ElegibleTariffs: [old, plan] }),
    )
  })

  test('CurrencyMismatch', async () => {
    const euros = { CurrencyId: lookup.euros }
    await expectOnly('CurrencyMismatch', 'Tariff', await makePlan(world, riverside, euros), plan)
    await expectOnly(
      'CurrencyMismatch',
      'Product',
      await makeProduct(world, riverside, euros),
      product,
    )
    const rate = await makeRate(world, riverside, euros)
    await expectOnly('CurrencyMismatch', 'ExtraService', rate, await makeRate(world, riverside))
    const { Records: rows } = await health('Code=CurrencyMismatch')
    expect(rows.find((row: Row) => row.Id === rate && row.Entity === 'ExtraService').Message).toBe(
      'Its prices are in EUR, but its location is in GBP, and so is all credit that the location grants.',
    )
  })

  test('NoRate', async () => {
    const place = await makeLocation(world)
    const free = await makeResourceType(world, place)
    const priced = await makeResourceType(world, place)
    await makeResource(world, place, free)
    await makeResource(world, place, priced)
    await makeRate(world, place, { ResourceTypes: [priced] })
    await expectOnly('NoRate', 'ResourceType', free, priced)
  })

  test('G2 CreditPriceNotUsed', async () => {
    const boardroom = await makeResourceType(world, riverside)
    await makeResource(world, riverside, boardroom)
    await makeRate(world, riverside, { ResourceTypes: [boardroom], CreditPrice: 15 })
    const customer = await makeCustomer(world, riverside)
    const credit = (more: object) =>
      makeCredit(world, riverside, customer, {
        ...forBookings,
        ElegibleResourceTypes: [boardroom],
        ...more,
      })
    const mistake = await credit({ UseCreditPrice: false })
    await expectOnly(
      'CreditPriceNotUsed',
      'CoworkerBookingCredit',
      mistake,
      await credit({ UseCreditPrice: true }),
    )
    const elsewhere = await credit({ UseCreditPrice: false, ElegibleResourceTypes: [room] })
    expect(await found('CreditPriceNotUsed', 'CoworkerBookingCredit')).not.toContain(elsewhere)
  })

  test('ContractOnArchivedPlan, PlanGrantsNothing and ContractEnded', async () => {
    const bare = await makePlan(world, riverside)
    const kept = await makePlan(world, riverside)
    await planOffer({ TariffId: kept })
    const onBare = await contractOn(bare)
    const onKept = await contractOn(kept)
    await expectOnly('PlanGrantsNothing', 'Tariff', bare, kept)
    const idle = await makePlan(world, riverside)
    expect(await found('PlanGrantsNothing', 'Tariff')).not.toContain(idle)
    await world.ask('PATCH', `${paths.plans}/${bare}`, { body: { Archived: true } })
    await expectOnly('ContractOnArchivedPlan', 'CoworkerContract', onBare.id, onKept.id)
    const { body: wallet } = await world.ask('GET', `/api/wallets/${onKept.CoworkerId}`)
    const granted = wallet.Credits[0].Id
    const byHand = await makeCredit(world, riverside, onKept.CoworkerId, forBookings)
    expect(await found('ContractEnded', 'CoworkerBookingCredit')).not.toContain(granted)
    await world.ask('POST', `${paths.contracts}/runcommand`, {
      body: { Key: 'CANCEL_CONTRACT', Ids: [onKept.id, onBare.id] },
    })
    await expectOnly('ContractEnded', 'CoworkerBookingCredit', granted, byHand)
    expect(await found('ContractOnArchivedPlan', 'CoworkerContract')).not.toContain(onBare.id)
  })
})

describe('the list', () => {
  test('says what, where and how bad, the gravest first', async () => {
    const mistake = await planOffer({ Name: 'Nothing', CaneBeUsedForBookings: false })
    const { Records: rows, TotalItems } = await health()
    expect(TotalItems).toBe(rows.length)
    expect(
      rows.find((row: Row) => row.Id === mistake && row.Entity === 'TariffBookingCredit'),
    ).toEqual({
      Code: 'NoPurpose',
      Severity: 'Error',
      Message:
        'It may pay neither bookings nor events nor anything else. Switch on CaneBeUsedForBookings, CaneBeUsedForEvents or IsUniversalCredit.',
      Entity: 'TariffBookingCredit',
      Id: mistake,
      Name: 'Nothing',
      BusinessId: riverside,
      BusinessName: expect.any(String),
    })
    const grades = rows.map((row: Row) =>
      ['Error', 'Warning', 'Info'].indexOf(String(row.Severity)),
    )
    expect(grades).toEqual([...grades].sort())
    const page = (await world.ask('GET', '/api/reports/health?size=2&page=2')).body
    expect(page).toMatchObject({ Records: rows.slice(2, 4), TotalItems, CurrentPage: 2 })
    const errors = await health('Severity=error')
    expect(new Set(errors.Records.map((row: Row) => row.Severity))).toEqual(new Set(['Error']))
  })

  test('of a location in order is empty', async () => {
    const place = await makeLocation(world)
    const type = await makeResourceType(world, place)
    await makeResource(world, place, type)
    await makeRate(world, place, { ResourceTypes: [type] })
    const own = await makePlan(world, place)
    await planOffer({ TariffId: own, ElegibleResourceTypes: [type], ElegibleTariffs: [own] })
    const customer = await makeCustomer(world, place)
    await makeCredit(world, place, customer, forBookings)
    expect((await health(`BusinessId=${place}`)).Records).toEqual([])
    const { text } = await world.ask('GET', `/api/reports/health?BusinessId=${place}&format=csv`)
    expect(text).toBe('Code,Severity,Message,Entity,Id,Name,BusinessId,BusinessName\r\n')
  })

  test('is for those with the role, of their locations, and refuses other codes', async () => {
    const elsewhere = await makeLocation(world)
    const token = await world.signInAs({
      roles: ['CoworkerBookingCredit-List'],
      businesses: [elsewhere],
    })
    expect((await health('', token)).Records).toEqual([])
    const ask = async (query: string, who: string | null) =>
      (await world.ask('GET', `/api/reports/health?${query}`, { token: who })).status
    expect(await ask('', await world.signInAs({ roles: ['CoworkerBookingCredit-Read'] }))).toBe(403)
    expect(await ask('', null)).toBe(401)
    expect(await ask('Code=Ugly', world.token)).toBe(400)
    expect(await ask('Severity=Grave', world.token)).toBe(400)
  })
})

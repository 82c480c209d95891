import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { replay } from '../../src/engine/wallet.ts'
import { listMovements } from '../../src/storage/wallets.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let riverside: number

beforeAll(async () => {
  world = await openWorld()
  riverside = await location('Riverside')
})
afterAll(() => world.close())

const london = { CountryId: 1901, CurrencyId: 3005, SimpleTimeZoneId: 2023 }

async function location(name: string, more: object = {}): Promise<number> {
  return world.create('/api/sys/businesses', {
    Name: name,
    WebAddress: name.toLowerCase(),
    ...london,
    ...more,
  })
}

let customers = 0

async function customer(more: object = {}): Promise<number> {
  customers += 1
  return world.create('/api/spaces/coworkers', {
    FullName: `Customer ${customers}`,
    Email: `customer${customers}@example.com`,
    CountryId: 1901,
    SimpleTimeZoneId: 2023,
    InvoicingBusinessId: riverside,
    Businesses: [riverside],
    ...more,
  })
}

async function credit(coworkerId: number, total: number, more: object = {}): Promise<number> {
  return world.create('/api/billing/coworkerbookingcredits', {
    CoworkerId: coworkerId,
    BusinessId: riverside,
    TotalCredit: total,
    CaneBeUsedForBookings: true,
    ...more,
  })
}

const booking = (amount: number, more: object = {}) => ({
  Charges: [{ Kind: 'Booking', Amount: amount, ...more }],
})

async function post(coworkerId: number, name: string, body: unknown, headers = {}) {
  const answer = await world.ask('POST', `/api/wallets/${coworkerId}/${name}`, { body, headers })
  return { ...answer, value: answer.body?.Value }
}

async function wallet(coworkerId: number, query = '') {
  return (await world.ask('GET', `/api/wallets/${coworkerId}${query}`)).body
}

async function expectSoundJournal(coworkerId: number): Promise<void> {
  const movements = await listMovements(world.service.database.executor, coworkerId)
  expect(replay(movements).discrepancies).toEqual([])
}

describe('a spend', () => {
  test('W13 takes what is there, answers the remainder, and a quote before it said the same', async () => {
    const ada = await customer()
    const only = await credit(ada, 15)
    const quoted = await post(ada, 'quote', booking(40))
    expect(quoted.value).toMatchObject({ Covered: 15, Remainder: 25 })
    expect((await wallet(ada)).Spendable).toBe(15)
    const spent = await post(ada, 'spend', booking(40))
    expect(spent.value).toMatchObject({ Covered: 15, Remainder: 25, Sequence: 2 })
    expect(spent.value.Uses).toMatchObject([
      {
        CoworkerBookingCreditId: only,
        CreditUsed: 15,
        RemainingCredit: 0,
        ChargeIndex: 0,
        CoworkerId: ada,
      },
    ])
    const useId = spent.value.Uses[0].CoworkerBookingCreditUseHistoryId
    const { body: use } = await world.ask(
      'GET',
      `/api/billing/coworkerbookingcreditusehistories/${useId}`,
    )
    expect(use).toMatchObject({ CreditUsed: 15, CoworkerBookingCreditRemainingCredit: 0 })
    await expectSoundJournal(ada)
  })
  test('says in plain English why each other credit did not pay', async () => {
    const ada = await customer()
    const expired = await credit(ada, 10, { ExpireDate: '2026-11-01T00:00:00Z' })
    const forEvents = await credit(ada, 10, {
      CaneBeUsedForBookings: false,
      CaneBeUsedForEvents: true,
    })
    const { value } = await post(ada, 'quote', booking(5))
    const codes = (id: number) =>
      value.Refused.find(
        (one: { CoworkerBookingCreditId: number }) => one.CoworkerBookingCreditId === id,
      ).Reasons.map((reason: { Code: string }) => reason.Code)
    expect(codes(expired)).toEqual(['Expired'])
    expect(codes(forEvents)).toEqual(['NotForBookings'])
    expect(value.Refused[0].Reasons[0].Message).toMatch(/expired at 2026-11-01T00:00:00Z/)
  })
  test('with RejectIfNotCovered is refused when credit does not cover it, and nothing changes', async () => {
    const ada = await customer()
    await credit(ada, 15)
    const refused = await post(ada, 'spend', { ...booking(40), RejectIfNotCovered: true })
    expect(refused.status).toBe(400)
    expect(refused.body.Message).toBe('RejectIfNotCovered: credit covers 15.0 and leaves 25.0')
    expect(await wallet(ada)).toMatchObject({ Spendable: 15, Sequence: 1 })
  })
  test('answers the first result again under the same Idempotency-Key', async () => {
    const ada = await customer()
    await credit(ada, 15)
    const headers = { 'idempotency-key': `spend-${ada}` }
    const first = await post(ada, 'spend', booking(10), headers)
    const again = await post(ada, 'spend', booking(10), headers)
    expect(again.text).toBe(first.text)
    expect((await wallet(ada)).Spendable).toBe(5)
  })
  test('names every wrong member of every charge', async () => {
    const ada = await customer()
    const { status, body } = await post(ada, 'spend', {
      Charges: [{ Kind: 'Lunch', Amount: 'much' }, { Kind: 'Booking' }],
    })
    expect(status).toBe(400)
    expect(body.Errors.map((error: { PropertyName: string }) => error.PropertyName)).toEqual([
      'Charges[0].Kind',
      'Charges[0].Amount',
      'Charges[1].Amount',
    ])
  })
  test('W47 uses own credit first, then the paying customer’s, and remembers who used it', async () => {
    const payer = await customer()
    const member = await customer()
    const shared = await credit(payer, 100)
    const own = await credit(member, 20)
    await world.create('/api/spaces/teams', {
      BusinessId: riverside,
      Name: `Team ${payer}`,
      TeamMembers: [payer, member],
      PayingMemberId: payer,
      ShareBookingCredit: true,
    })
    const { value } = await post(member, 'spend', booking(50))
    expect(value.Uses).toMatchObject([
      { CoworkerBookingCreditId: own, CreditUsed: 20, CoworkerId: member },
      { CoworkerBookingCreditId: shared, CreditUsed: 30, CoworkerId: payer },
    ])
    expect(value.Sequences).toEqual([
      { CoworkerId: payer, Sequence: 2 },
      { CoworkerId: member, Sequence: 2 },
    ])
    expect((await wallet(payer)).Spendable).toBe(70)
    const { body } = await world.ask('GET', `/api/wallets/${payer}/statement?Kind=Use`)
    expect(body.Records).toMatchObject([{ Amount: -30, UsedByCoworkerId: member }])
    const product = await post(member, 'quote', {
      Charges: [{ Kind: 'Product', Amount: 5 }],
    })
    const reasons = product.value.Refused.find(
      (one: { CoworkerBookingCreditId: number }) => one.CoworkerBookingCreditId === shared,
    )
    expect(reasons.Reasons).toContainEqual({
      Code: 'NotShared',
      Message: 'The team shares it for bookings only.',
    })
    await expectSoundJournal(member)
    await expectSoundJournal(payer)
  })
  test('W53 pays at the location and below it, in the same currency', async () => {
    const annex = await location('Annex', { RootLocationId: riverside })
    const dublin = await location('Dublin', { CurrencyId: 3901 })
    const ada = await customer()
    await credit(ada, 100)
    expect((await post(ada, 'quote', booking(20, { BusinessId: annex }))).value.Remainder).toBe(0)
    const abroad = (await post(ada, 'quote', booking(20, { BusinessId: dublin }))).value
    expect(abroad.Remainder).toBe(20)
    expect(abroad.Refused[0].Reasons.map((reason: { Code: string }) => reason.Code)).toEqual([
      'OtherCurrency',
      'OtherLocation',
    ])
  })
  test('fifty at once on one credit of thirty use exactly thirty', async () => {
    const ada = await customer()
    await credit(ada, 30)
    const answers = await Promise.all(
      Array.from({ length: 50 }, () =>
        post(ada, 'spend', { ...booking(1), RejectIfNotCovered: true }),
      ),
    )
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(30)
    expect(answers.filter((answer) => answer.status === 400)).toHaveLength(20)
    expect((await wallet(ada)).Spendable).toBe(0)
    await expectSoundJournal(ada)
  })
})

describe('a release', () => {
  async function spentOnTwo() {
    const ada = await customer()
    const first = await credit(ada, 20, { ExpireDate: '2027-06-01T00:00:00Z' })
    const second = await credit(ada, 30)
    const { value } = await post(ada, 'spend', { ...booking(50), Reference: `ref-${ada}` })
    return { ada, first, second, uses: value.Uses }
  }
  test('I9 gives back the latest use first, and what stays used is a prefix', async () => {
    const { ada, first, second } = await spentOnTwo()
    const { value } = await post(ada, 'release', {
      Reference: `ref-${ada}`,
      Amount: 35,
      Reason: 'cancelled',
    })
    expect(value).toMatchObject({
      Released: 35,
      Uses: [
        { CoworkerBookingCreditId: second, Returned: 30, RemainingCredit: 30, Usable: true },
        { CoworkerBookingCreditId: first, Returned: 5, RemainingCredit: 5, Usable: true },
      ],
    })
    await expectSoundJournal(ada)
  })
  test('R16 of more than was used, or twice, is refused and changes nothing', async () => {
    const { ada } = await spentOnTwo()
    expect((await post(ada, 'release', { Reference: `ref-${ada}`, Amount: 50.01 })).status).toBe(
      400,
    )
    expect((await post(ada, 'release', { Reference: `ref-${ada}` })).status).toBe(200)
    const twice = await post(ada, 'release', { Reference: `ref-${ada}` })
    expect(twice.status).toBe(400)
    expect(twice.body.Errors[0].Message).toBe('has been given back already')
    expect((await wallet(ada)).Spendable).toBe(50)
  })
  test('of one use leaves its row with what is still used', async () => {
    const { ada, uses } = await spentOnTwo()
    const id = uses[0].CoworkerBookingCreditUseHistoryId
    await post(ada, 'release', { CoworkerBookingCreditUseHistoryId: id })
    const { body } = await world.ask('GET', `/api/billing/coworkerbookingcreditusehistories/${id}`)
    expect(body.CreditUsed).toBe(0)
  })
})

describe('an adjustment', () => {
  test('W51 never goes below zero and lifts the total when it must', async () => {
    const ada = await customer()
    const id = await credit(ada, 100)
    await world.create('/api/billing/coworkerbookingcreditusehistories', {
      CoworkerBookingCreditId: id,
      CreditUsed: 60,
    })
    const by = (Amount: number) =>
      post(ada, 'adjust', { CoworkerBookingCreditId: id, Amount, Reason: `by ${Amount}` })
    expect((await by(25)).value).toMatchObject({ RemainingCredit: 65, TotalCredit: 100 })
    expect((await by(-65)).value).toMatchObject({ RemainingCredit: 0 })
    const refused = await by(-1)
    expect(refused.status).toBe(400)
    expect(refused.body.Errors[0].PropertyName).toBe('Amount')
    expect((await by(120)).value).toMatchObject({
      RemainingCredit: 120,
      TotalCredit: 120,
      Sequence: 5,
    })
    const { body } = await world.ask('GET', `/api/wallets/${ada}/statement`)
    const reasons = body.Records.map((row: { Reason: string | null }) => row.Reason)
    expect(reasons).toEqual([null, null, 'by 25', 'by -65', 'by 120'])
    await expectSoundJournal(ada)
  })
  test('counts as a return, so what comes back after it lifts the total', async () => {
    const ada = await customer()
    const id = await credit(ada, 100)
    await post(ada, 'spend', { ...booking(60), Reference: 'r' })
    await post(ada, 'adjust', { CoworkerBookingCreditId: id, Amount: 25, Reason: 'sorry' })
    const released = await post(ada, 'release', { Reference: 'r' })
    expect(released.value.Uses).toMatchObject([{ Returned: 60, RemainingCredit: 125 }])
    const { body } = await world.ask('GET', `/api/billing/coworkerbookingcredits/${id}`)
    expect(body).toMatchObject({ TotalCredit: 125, RemainingCredit: 125 })
    await expectSoundJournal(ada)
  })
  test('needs a reason and an amount', async () => {
    const ada = await customer()
    const id = await credit(ada, 100)
    const { body } = await post(ada, 'adjust', { CoworkerBookingCreditId: id })
    expect(body.Errors.map((error: { PropertyName: string }) => error.PropertyName)).toEqual([
      'Amount',
      'Reason',
    ])
  })
})

describe('a statement', () => {
  test('shows the expiry of what was left, derived and without a sequence, and the balance after each row', async () => {
    const ada = await customer()
    await credit(ada, 100, {
      ValidFrom: '2026-01-01T00:00:00Z',
      ExpireDate: '2099-01-01T00:00:00Z',
    })
    await credit(ada, 40, { Description: 'Goodwill, "May"' })
    await post(ada, 'spend', booking(30))
    const { body } = await world.ask('GET', `/api/wallets/${ada}/statement`)
    expect(
      body.Records.map((row: Record<string, unknown>) => [
        row.Sequence,
        row.Kind,
        row.Amount,
        row.Balance,
      ]),
    ).toEqual([
      [1, 'Grant', 100, 100],
      [2, 'Grant', 40, 140],
      [3, 'Use', -30, 110],
    ])
    expect(body.TotalItems).toBe(3)
  })
  test('R34 of an expired credit has the expiry as a row and balances to nothing', async () => {
    const ada = await customer()
    const id = await credit(ada, 100, {
      ValidFrom: '2026-01-01T00:00:00Z',
      ExpireDate: '2026-02-01T00:00:00Z',
    })
    await world.create('/api/billing/coworkerbookingcreditusehistories', {
      CoworkerBookingCreditId: id,
      CreditUsed: 30,
    })
    const { body } = await world.ask('GET', `/api/wallets/${ada}/statement`)
    const last = body.Records.at(-1)
    expect(last).toMatchObject({ Kind: 'Expire', Sequence: null, Balance: 0 })
    expect((await wallet(ada)).Spendable).toBe(0)
  })
  test('adds up more than one amount can hold', async () => {
    const ada = await customer()
    await credit(ada, 900_719_925_474.0991)
    await credit(ada, 900_719_925_474.0991)
    const { body } = await world.ask('GET', `/api/wallets/${ada}/statement`)
    expect(body.Records.at(-1).Balance).toBeCloseTo(1_801_439_850_948.1982, 3)
  })
  test('comes as CSV that a spreadsheet does not run', async () => {
    const ada = await customer()
    await credit(ada, 40, { Description: '=1+1,"x"' })
    const { text, headers } = await world.ask('GET', `/api/wallets/${ada}/statement?format=csv`)
    expect(headers['content-type']).toMatch(/^text\/csv/)
    expect(text.split('\r\n')[1]).toContain(`"'=1+1,""x"""`)
  })
  test('as CSV has its line of names when nothing happened, the same as with rows', async () => {
    const ada = await customer()
    await credit(ada, 40)
    const csv = async (query: string) =>
      (await world.ask('GET', `/api/wallets/${ada}/statement?format=csv${query}`)).text
    const empty = await csv('&to=2000-01-01')
    expect(empty).toMatch(/^Sequence,OccurredOn,.*,Origin,UsedByCoworkerId,UsedByFullName\r\n$/)
    expect(await csv('')).toContain(empty)
    expect(await csv('&Reference=none&page=1')).toBe(empty)
  })
  test('refuses an instant that is none', async () => {
    const ada = await customer()
    const { status, body } = await world.ask('GET', `/api/wallets/${ada}/statement?from=soon`)
    expect(status).toBe(400)
    expect(body.Errors[0].PropertyName).toBe('from')
  })
})

describe('a wallet', () => {
  test('answers the balance as of an instant before a use', async () => {
    const ada = await customer()
    await credit(ada, 100)
    const before = new Date().toISOString()
    await new Promise((resolve) => setTimeout(resolve, 5))
    await post(ada, 'spend', booking(30))
    const seconds = Math.max(0, Date.parse(before))
    const asOf = await wallet(ada, `?at=${encodeURIComponent(new Date(seconds).toISOString())}`)
    expect(asOf.Spendable).toBe(100)
    expect((await wallet(ada)).Spendable).toBe(70)
  })
  test('counts what expires within 7 and 30 days', async () => {
    const ada = await customer()
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()
    await credit(ada, 10, { ExpireDate: inDays(5) })
    await credit(ada, 20, { ExpireDate: inDays(20) })
    await credit(ada, 40)
    expect(await wallet(ada)).toMatchObject({
      Spendable: 70,
      ExpiringIn7Days: 10,
      ExpiringIn30Days: 30,
      CurrencyCode: 'GBP',
    })
  })
  test('is open to its member and closed to others', async () => {
    const ada = await customer()
    const other = await customer()
    await credit(ada, 10)
    const member = await world.signInAs({ coworkerId: ada, apiAccess: false })
    const ask = (id: number, path = '') =>
      world.ask('GET', `/api/wallets/${id}${path}`, { token: member })
    expect((await ask(ada)).status).toBe(200)
    expect((await ask(ada, '/statement')).status).toBe(200)
    expect((await ask(other)).status).toBe(403)
    const spend = await world.ask('POST', `/api/wallets/${ada}/spend`, {
      token: member,
      body: booking(1),
    })
    expect(spend.status).toBe(403)
    expect((await world.ask('GET', `/api/wallets/${ada}`, { token: null })).status).toBe(401)
    expect((await world.ask('GET', '/api/wallets/999999')).status).toBe(404)
  })
})

describe('staff of one location', () => {
  test('neither spend for charges elsewhere nor give back credit of another location', async () => {
    const elsewhere = await location('Elsewhere')
    const ada = await customer({ Businesses: [riverside, elsewhere] })
    const theirs = await credit(ada, 10, { BusinessId: elsewhere })
    const use = await world.create('/api/billing/coworkerbookingcreditusehistories', {
      CoworkerBookingCreditId: theirs,
      CreditUsed: 4,
    })
    const token = await world.signInAs({
      roles: ['CoworkerBookingCreditUseHistory-Create', 'CoworkerBookingCredit-Read'],
      businesses: [riverside],
    })
    const as = (name: string, body: unknown) =>
      world.ask('POST', `/api/wallets/${ada}/${name}`, { body, token })
    for (const verb of ['quote', 'spend']) {
      expect((await as(verb, booking(2, { BusinessId: elsewhere }))).status).toBe(403)
    }
    const member = await world.signInAs({ coworkerId: ada, businesses: [riverside] })
    const own = await world.ask('POST', `/api/wallets/${ada}/quote`, {
      body: booking(2, { BusinessId: elsewhere }),
      token: member,
    })
    expect(own.status).toBe(200)
    const release = await as('release', { CoworkerBookingCreditUseHistoryId: use })
    expect(release.status).toBe(403)
    expect((await as('spend', booking(2))).status).toBe(200)
    await expectSoundJournal(ada)
  })
})

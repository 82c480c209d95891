// Commands: discovery, running, and refusals that are a success of HTTP (wire 10.1, 11; X6, X12, X27).

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { expectSoundWallet } from '../support/journal.ts'
import {
  makeBooking,
  makeCredit,
  makeCustomer,
  makeLocation,
  makePlan,
  makeProduct,
  makeRate,
  makeResource,
  makeResourceType,
  makeTimeCredit,
  paths,
} from '../support/space.ts'
import { makeRole, makeUser, passwordGrant } from '../support/users.ts'
import { type Answer, openWorld, type World } from '../support/world.ts'

let world: World
let location: number
let customer: number

beforeAll(async () => {
  world = await openWorld()
  location = await makeLocation(world)
})
afterAll(() => world.close())
beforeEach(async () => {
  customer = await makeCustomer(world, location)
})

const run = (collection: string, Key: unknown, Ids: unknown, more: object = {}) =>
  world.ask('POST', `${collection}/runcommand`, { body: { Key, Ids, ...more } })

function expectDone({ status, text, body }: Answer): void {
  expect(status).toBe(200)
  expect(text).toBe(
    '{"Status":200,"Message":"The command was run correctly.","Value":null,"OpenInDialog":false,' +
      `"OpenInWindow":false,"RedirectURL":null,"JavaScript":null,"UpdatedOn":"${body.UpdatedOn}",` +
      '"UpdatedBy":"admin@example.com","Errors":null,"WasSuccessful":true}',
  )
}

function expectRefused({ status, body }: Answer): void {
  expect(status).toBe(200)
  expect(Object.keys(body)).toEqual(['Message', 'Value', 'Errors', 'WasSuccessful'])
  expect(body).toMatchObject({ Value: null, WasSuccessful: false })
  expect(body.Message).not.toBe('')
}

const exists = async (path: string, id: number) =>
  (await world.ask('GET', `${path}/${id}`)).status === 200

describe('discovery', () => {
  test('describes every command of a collection', async () => {
    const { status, body } = await world.ask('GET', `${paths.contracts}/commands`)
    expect(status).toBe(200)
    expect(body.map(({ Key }: { Key: string }) => Key)).toEqual(
      expect.arrayContaining(['CANCEL_CONTRACT', 'DELETE_CONTRACT']),
    )
    for (const descriptor of body) {
      expect(Object.keys(descriptor)).toEqual([
        'Key',
        'Name',
        'AppliesOnlyToMultipleEntities',
        'AppliesOnlyToOneEntity',
        'AppliesOnlyToTwoEntities',
        'DisplayInDropdown',
        'DisplayInDropdownV2',
        'DisplayInGrid',
        'Icon',
        'NeedsEntitiesToRun',
        'Order',
        'RequiresParameters',
      ])
      for (const parameter of descriptor.RequiresParameters) {
        expect(Object.keys(parameter)).toEqual(['Name', 'Type'])
      }
    }
  })
  test('takes the ids that clients add, and any case of the path', async () => {
    const { body } = await world.ask('GET', '/api/spaces/Coworkers/Commands/?id=1')
    expect(body).toMatchObject([{ Key: 'COWORKER_BILL_RUN' }, { Key: 'COWORKER_DELETE' }])
  })
  test('of the five core entities finds none', async () => {
    for (const path of [
      paths.credits,
      paths.uses,
      paths.offers,
      paths.planOffers,
      paths.timeUses,
    ]) {
      expect((await world.ask('GET', `${path}/commands`)).body).toEqual([])
    }
  })
})

describe('running a command', () => {
  test('takes its key and the path in any case, and parameters that it does not know', async () => {
    const Parameters = [{ Name: 'Reason', Type: 'string', Value: 'x' }, null, { Name: { a: 1 } }, 5]
    const answer = await world.ask('POST', '/api/crm/COWORKERS/runCommand/', {
      body: { Key: 'coworker_delete', Ids: [`${customer}`], Parameters },
    })
    expectDone(answer)
    expect(await exists(paths.coworkers, customer)).toBe(false)
  })
  test('works on each of the ids, or on none of them', async () => {
    const other = await makeCustomer(world, location)
    expectRefused(await run(paths.coworkers, 'COWORKER_DELETE', [customer, 999_999, other]))
    expect(await exists(paths.coworkers, customer)).toBe(true)
    expectDone(await run(paths.coworkers, 'COWORKER_DELETE', [customer, other, customer]))
    expect(await exists(paths.coworkers, customer)).toBe(false)
    expect(await exists(paths.coworkers, other)).toBe(false)
  })
  test.each([['NOPE'], [''], [null], [undefined], [5], [['COWORKER_DELETE']], [{ toString: 1 }]])(
    'with the unknown key %j is refused and told which keys there are',
    async (key) => {
      const answer = await run(paths.coworkers, key, [customer])
      expectRefused(answer)
      expect(answer.body.Errors).toMatchObject([
        { PropertyName: 'Key', AttemptedValue: key ?? null },
      ])
      expect(answer.body.Message).toContain('COWORKER_DELETE')
    },
  )
  test('of a collection that has none is refused', async () => {
    const answer = await run(paths.credits, 'ADJUST', [1])
    expectRefused(answer)
    expect(answer.body.Message).toBe('Key: CoworkerBookingCredits have no commands')
  })
  test.each([[[]], [undefined], [null], ['x'], [5], [[1.5]], [[null]], [{}]])(
    'with the ids %j is refused',
    async (ids) => {
      const answer = await run(paths.coworkers, 'COWORKER_DELETE', ids)
      expectRefused(answer)
      expect(answer.body.Errors).toMatchObject([{ PropertyName: 'Ids' }])
    },
  )
  test('of a record at another location is refused like one that does not exist', async () => {
    const token = await world.signInAs({ isAdmin: true, businesses: [await makeLocation(world)] })
    const body = { Key: 'COWORKER_DELETE', Ids: [customer] }
    expectRefused(await world.ask('POST', `${paths.coworkers}/runcommand`, { token, body }))
    expect(await exists(paths.coworkers, customer)).toBe(true)
  })
  test('needs a body and a POST (X27)', async () => {
    const path = `${paths.coworkers}/runcommand`
    expect((await world.ask('POST', path)).status).toBe(400)
    expect((await world.ask('POST', path, { body: [] })).status).toBe(400)
    expect((await world.ask('GET', path)).status).toBe(405)
  })
})

describe('CHARGE_BOOKING', () => {
  test('leaves bookings of locations that the caller has no access to alone', async () => {
    const elsewhere = await makeLocation(world)
    const room = await makeResource(world, elsewhere, await makeResourceType(world, elsewhere))
    const booking = await makeBooking(world, room, customer, {
      FromTime: '2099-05-20T09:00:00Z',
      ToTime: '2099-05-20T10:00:00Z',
    })
    const role = await makeRole(world, 'Booking-Edit')
    const clerk = await makeUser(world, { UserRoles: [role], Businesses: [location] })
    const { access_token: token } = (await passwordGrant(world, clerk)).body
    const body = { Key: 'CHARGE_BOOKING', Ids: [booking] }
    expectRefused(await world.ask('POST', `${paths.bookings}/runcommand`, { token, body }))
    const { body: stored } = await world.ask('GET', `${paths.bookings}/${booking}`)
    expect(stored.Invoiced).toBe(false)
    expectDone(await run(paths.bookings, 'CHARGE_BOOKING', [booking]))
  })
})

describe('COWORKER_DELETE', () => {
  test('deletes a customer, the login of whom stays', async () => {
    const login = await makeUser(world)
    await world.ask('PATCH', `${paths.coworkers}/${customer}`, { body: { UserId: login.id } })
    expectDone(await run(paths.coworkers, 'COWORKER_DELETE', [customer]))
    expect(await exists(paths.coworkers, customer)).toBe(false)
    expect(await exists(paths.users, login.id)).toBe(true)
    expectRefused(await run(paths.coworkers, 'COWORKER_DELETE', [customer]))
  })
  test('is refused while there are dependants, and names them', async () => {
    const credit = await makeCredit(world, location, customer)
    const refused = await run(paths.coworkers, 'COWORKER_DELETE', [customer])
    expectRefused(refused)
    expect(refused.body.Message).toBe(
      'You must delete all CoworkerBookingCredits using this record before you can delete it',
    )
    await world.ask('DELETE', `${paths.credits}/${credit}`)
    const history = await run(paths.coworkers, 'COWORKER_DELETE', [customer])
    expectRefused(history)
    expect(history.body.Message).toContain('history of deleted CoworkerBookingCredits')
    await expectSoundWallet(world, customer)
  })
  test('names what can be deleted before what is kept', async () => {
    const credit = await makeCredit(world, location, customer)
    await makeTimeCredit(world, location, customer, await makeRate(world, location))
    await world.ask('DELETE', `${paths.credits}/${credit}`)
    const { body } = await run(paths.coworkers, 'COWORKER_DELETE', [customer])
    expect(body.Message).toContain('You must delete all CoworkerExtraServices')
  })
})

test('what only the lists of deleted credits name can be deleted', async () => {
  const product = await makeProduct(world, location)
  const credit = await makeCredit(world, location, customer, { ElegibleProducts: [product] })
  const remove = () => world.ask('DELETE', `${paths.products}/${product}`)
  expectRefused(await remove())
  await world.ask('DELETE', `${paths.credits}/${credit}`)
  expect((await remove()).body.WasSuccessful).toBe(true)
})

describe('contracts', () => {
  const sign = async (members: object = {}) =>
    world.create(paths.contracts, {
      IssuedById: location,
      CoworkerId: customer,
      TariffId: await makePlan(world, location),
      BillingDay: 1,
      Quantity: 1,
      ...members,
    })
  const read = async (id: number) => (await world.ask('GET', `${paths.contracts}/${id}`)).body

  test('CANCEL_CONTRACT takes effect now', async () => {
    const id = await sign()
    expect(await read(id)).toMatchObject({ Active: true, Cancelled: false, CancellationDate: null })
    expectDone(await run(paths.contracts, 'CANCEL_CONTRACT', [id]))
    const cancelled = await read(id)
    expect(cancelled).toMatchObject({ Active: false, Cancelled: true })
    expect(cancelled.CancellationDate).not.toBeNull()
  })
  test('CANCEL_CONTRACT takes effect at the date of the contract, if it has one', async () => {
    const CancellationDate = '2199-01-01T00:00:00Z'
    const id = await sign({ CancellationDate })
    expectDone(await run(paths.contracts, 'CANCEL_CONTRACT', [id]))
    expect(await read(id)).toMatchObject({ Active: true, Cancelled: true, CancellationDate })
  })
  test('DELETE_CONTRACT deletes, where a DELETE answers 405 (X12)', async () => {
    const id = await sign()
    expect((await world.ask('DELETE', `${paths.contracts}/${id}`)).status).toBe(405)
    expectDone(await run(paths.contracts, 'CANCEL_CONTRACT', [id]))
    expectDone(await run(paths.contracts, 'DELETE_CONTRACT', [id]))
    expect((await world.ask('GET', `${paths.contracts}/${id}`)).text).toBe('"Not found"')
    expectDone(await run(paths.coworkers, 'COWORKER_DELETE', [customer]))
  })
  test.each(['CANCEL_CONTRACT', 'DELETE_CONTRACT'])(
    '%s of an unknown id is refused',
    async (key) => {
      expectRefused(await run(paths.contracts, key, [999_999]))
    },
  )
})

// The audit: who signed in or tried to, and who changed which record; for administrators, and nobody rewrites it.

import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { emptyTables } from '../../src/storage/clock.ts'
import { importText } from '../support/import.ts'
import {
  makeBooking,
  makeCredit,
  makeCustomer,
  makeLocation,
  makePlan,
  makeProduct,
  makeResource,
  makeResourceType,
  paths,
} from '../support/space.ts'
import {
  askForToken,
  basic,
  type Login,
  makeRole,
  makeUser,
  passwordGrant,
  refreshGrant,
  revoke,
  whoAmI,
} from '../support/users.ts'
import { openWorld, type World } from '../support/world.ts'

// Passwords are slow to check on purpose, and slower on a machine with other things to do.
vi.setConfig({ testTimeout: 120_000 })

let world: World
let here: number
let there: number

beforeAll(async () => {
  world = await openWorld()
  here = await makeLocation(world)
  there = await makeLocation(world)
})
afterAll(() => world.close())

interface Entry {
  readonly Id: number
  readonly Kind: string
  readonly By: string | null
  readonly Entity: string | null
  readonly RecordId: number | null
  readonly Changes: readonly { readonly Member: string; Before: unknown; After: unknown }[]
}

async function audit(query: string, token?: string): Promise<readonly Entry[]> {
  const given = token === undefined ? {} : { token }
  const { status, body } = await world.ask('GET', `/api/audit?size=1000&${query}`, given)
  expect(status).toBe(200)
  return body.Records
}

describe('signing in', () => {
  const told = async (login: Pick<Login, 'email'>) =>
    (await audit(`By=${encodeURIComponent(login.email)}&dir=asc`)).filter(({ Kind }) =>
      ['SignIn', 'Refresh', 'SignOut'].includes(Kind),
    )

  test('is told with who, from where, how, and what came of it', async () => {
    const login = await makeUser(world, { Businesses: [here] })
    const before = Date.now()
    await passwordGrant(world, { ...login, password: 'wrong' })
    const { access_token, refresh_token } = (await passwordGrant(world, login)).body
    await refreshGrant(world, refresh_token)
    await refreshGrant(world, refresh_token)
    await revoke(world, access_token)
    const entries = await told(login)
    expect(entries).toMatchObject([
      { Kind: 'SignIn', Outcome: 'Failure', Detail: 'Password WrongPassword' },
      { Kind: 'SignIn', Outcome: 'Success', Detail: 'Password' },
      { Kind: 'Refresh', Outcome: 'Success', Detail: null },
      { Kind: 'Refresh', Outcome: 'Failure', Detail: 'ReusedToken' },
      { Kind: 'SignOut', Outcome: 'Success', Detail: null },
    ])
    for (const entry of entries) {
      expect(entry).toMatchObject({
        UserId: login.id,
        Address: '127.0.0.1',
        Entity: null,
        Changes: [],
      })
    }
    const [{ OccurredOn } = { OccurredOn: '' }] = entries as unknown as { OccurredOn: string }[]
    expect(Date.parse(OccurredOn)).toBeGreaterThanOrEqual(before - 1_000)
    expect(Date.parse(OccurredOn)).toBeLessThanOrEqual(Date.now())
  })
  test('by Basic is told once, and every time it fails', async () => {
    const login = await makeUser(world)
    for (let turn = 0; turn < 3; turn += 1) {
      await whoAmI(world, basic(login.email, login.password))
      await whoAmI(world, basic(login.email, 'wrong'))
    }
    const failure = { Outcome: 'Failure', Detail: 'Basic WrongPassword' }
    expect(await told(login)).toMatchObject([
      { Kind: 'SignIn', Outcome: 'Success', Detail: 'Basic' },
      failure,
      failure,
      failure,
    ])
  })
  test('says why it failed, to administrators alone', async () => {
    const off = await makeUser(world, { Active: false })
    const powerless = await makeUser(world, { APIAccess: false })
    await passwordGrant(world, off)
    await whoAmI(world, basic(powerless.email, powerless.password))
    await passwordGrant(world, { email: 'stranger@example.com', password: 'x', id: 0 })
    expect(await told(off)).toMatchObject([{ Detail: 'Password NotActive' }])
    expect(await told(powerless)).toMatchObject([{ Detail: 'Basic NoAccess' }])
    expect(await told({ email: 'stranger@example.com' })).toMatchObject([
      { UserId: null, Detail: 'Password UnknownUser' },
    ])
  })
  test('keeps no user name that may be a password', async () => {
    await askForToken(world, {
      grant_type: 'password',
      username: 'hunter2 my secret',
      password: 'x',
    })
    const [newest] = await audit('Kind=SignIn')
    expect(newest).toMatchObject({ By: null, Detail: 'Password UnknownUser' })
    const { rows } = await sql`
      select 1 from audit_entry a where a::text like '%hunter2%'`.execute(
      world.service.database.executor,
    )
    expect(rows).toEqual([])
  })
})

describe('a record', () => {
  const of = (entity: string, id: number) => audit(`Entity=${entity}&RecordId=${id}&dir=asc`)

  test('is followed from its creation to its end, with what changed', async () => {
    const editor = await makeUser(world, { IsAdmin: true })
    const token = (await passwordGrant(world, editor)).body.access_token
    const product = await makeProduct(world, here, { Price: 5, Name: 'Tea' })
    const url = `${paths.products}/${product}`
    await world.ask('PATCH', url, { token, body: { Price: 7.5, Name: 'Green tea' } })
    await world.ask('PATCH', url, { token, body: { Price: 7.5 } })
    await world.ask('DELETE', url, { token })
    const entries = await of('Product', product)
    expect(entries).toMatchObject([
      { Kind: 'Create', By: 'admin@example.com', Changes: [] },
      { Kind: 'Edit', By: editor.email, UserId: editor.id, Address: '127.0.0.1' },
      { Kind: 'Delete', By: editor.email, Outcome: 'Success' },
    ])
    expect(entries[1]?.Changes).toEqual([
      { Member: 'Name', Before: 'Tea', After: 'Green tea' },
      { Member: 'Price', Before: 5, After: 7.5 },
    ])
    expect(entries[2]?.Changes).toContainEqual({
      Member: 'Name',
      Before: 'Green tea',
      After: null,
    })
  })
  test('that was refused or rolled back leaves nothing', async () => {
    const before = (await audit('')).length
    await world.ask('POST', paths.products, { body: { Name: 'No location' } })
    const product = await makeProduct(world, here)
    await world.ask('PATCH', `${paths.products}/${product}`, { body: { Price: 'dear' } })
    expect((await audit('')).length).toBe(before + 1)
  })
  test('repeated with its key is told once', async () => {
    const headers = { 'idempotency-key': 'audit-1' }
    const customer = await makeCustomer(world, here)
    const body = { CoworkerId: customer, BusinessId: here, TotalCredit: 5 }
    const first = await world.ask('POST', paths.credits, { body, headers })
    await world.ask('POST', paths.credits, { body, headers })
    const { Id } = first.body.Value
    expect(await of('CoworkerBookingCredit', Id)).toHaveLength(1)
  })
  test('of power names who gave it, and a password only that it was set', async () => {
    const login = await makeUser(world)
    const role = await makeRole(world, 'Booking-List')
    await world.ask('PATCH', `${paths.users}/${login.id}`, {
      body: { IsAdmin: true, UserRoles: [role], NewPassword: 'quite another word' },
    })
    const [, edit] = await of('User', login.id)
    expect(edit?.Changes).toEqual([
      { Member: 'IsAdmin', Before: false, After: true },
      { Member: 'UserRoles', Before: [], After: [role] },
      { Member: 'NewPassword', Before: null, After: null },
    ])
    await world.ask('PATCH', `${paths.roles}/${role}`, { body: { Roles: ['Booking-Read'] } })
    expect((await of('UserRole', role))[1]?.Changes).toEqual([
      { Member: 'Roles', Before: ['Booking-List'], After: ['Booking-Read'] },
    ])
  })
  test('of a command has its key', async () => {
    const customer = await makeCustomer(world, here)
    const body = { Key: 'COWORKER_DELETE', Ids: [customer] }
    await world.ask('POST', `${paths.coworkers}/runcommand`, { body })
    expect(await of('Coworker', customer)).toMatchObject([
      { Kind: 'Create' },
      { Kind: 'Command', Detail: 'COWORKER_DELETE' },
      { Kind: 'Delete' },
    ])
  })
  test('that comes with another one is told as well: the login of a customer', async () => {
    const customer = await makeCustomer(world, here, { CreateUser: true, Email: 'new@example.com' })
    const { body } = await world.ask('GET', `${paths.coworkers}/${customer}`)
    expect(await of('User', body.UserId)).toMatchObject([{ Kind: 'Create' }])
  })
  test('that comes with another one is told as well: the contract a customer signs up with', async () => {
    const customer = await makeCustomer(world, here, { TariffId: await makePlan(world, here) })
    const filter = `CoworkerContract_Coworker=${customer}`
    const { body } = await world.ask('GET', `${paths.contracts}?${filter}`)
    expect(body.Records).toHaveLength(1)
    const [{ Id }] = body.Records
    expect(await of('CoworkerContract', Id)).toMatchObject([{ Kind: 'Create' }])
    const cancel = { Key: 'CANCEL_CONTRACT', Ids: [Id] }
    await world.ask('POST', `${paths.contracts}/runcommand`, { body: cancel })
    await world.ask('POST', `${paths.contracts}/runcommand`, { body: cancel })
    const command = { Kind: 'Command', Detail: 'CANCEL_CONTRACT' }
    const changes = [
      { Member: 'CancellationDate', Before: null, After: expect.stringMatching(/^\d{4}-/) },
      { Member: 'Cancelled', Before: false, After: true },
    ]
    const entries = await of('CoworkerContract', Id)
    expect(entries).toMatchObject([{ Kind: 'Create' }, command, { Kind: 'Edit' }, command])
    expect(entries[2]?.Changes).toHaveLength(2)
    expect(entries[2]?.Changes).toEqual(expect.arrayContaining(changes))
  })
  test('that comes with another one is told as well: every booking of a series', async () => {
    const type = await makeResourceType(world, here)
    const resource = await makeResource(world, here, type)
    const customer = await makeCustomer(world, here)
    const first = await makeBooking(world, resource, customer, {
      FromTime: '2026-05-04T09:00:00Z',
      ToTime: '2026-05-04T10:00:00Z',
      RepeatBooking: true,
      Repeats: 'Weekly',
      RepeatUntil: '2026-05-25',
    })
    const { body } = await world.ask('GET', `${paths.bookings}?Booking_Resource=${resource}`)
    const ids: readonly number[] = body.Records.map(({ Id }: { Id: number }) => Id)
    expect(ids).toHaveLength(4)
    expect(ids).toContain(first)
    for (const id of ids) expect(await of('Booking', id)).toMatchObject([{ Kind: 'Create' }])
  })
  test('that comes with a file is told once for all of them', async () => {
    const customer = await makeCustomer(world, here)
    const rows = [`${customer},${here},5`, `${customer},${here},6`]
    await importText(world, `CoworkerId,BusinessId,TotalCredit\n${rows.join('\n')}\n`)
    expect(await audit('Kind=Import')).toMatchObject([
      { By: 'import', Address: null, Entity: 'CoworkerBookingCredit', Detail: '2 credits' },
    ])
  })
  test('of credit that is spent is in its journal and not here', async () => {
    const customer = await makeCustomer(world, here)
    await makeCredit(world, here, customer, { IsUniversalCredit: true, AppliesToCharges: true })
    const before = (await audit('')).length
    const body = { Charges: [{ Kind: 'Other', Amount: 3 }] }
    const answer = await world.ask('POST', `/api/wallets/${customer}/spend`, { body })
    expect(answer.body.Value.Covered).toBe(3)
    expect((await audit('')).length).toBe(before)
  })
})

describe('who may read it', () => {
  test('administrators alone, whatever roles others have', async () => {
    const token = await world.signInAs({ roles: ['User-List', 'User-Read', 'User-Edit'] })
    const { status, body } = await world.ask('GET', '/api/audit', { token })
    expect({ status, body }).toEqual({
      status: 403,
      body: {
        Message: 'Only an administrator may read the audit.',
        Value: null,
        Errors: null,
        WasSuccessful: false,
      },
    })
  })
  test('an administrator of certain locations is shown what belongs to these, and no more', async () => {
    const token = await world.signInAs({ isAdmin: true, businesses: [here] })
    const local = await makeUser(world, { Businesses: [here] })
    const distant = await makeUser(world, { Businesses: [there] })
    const [near, far] = [await makePlan(world, here), await makePlan(world, there)]
    const moved = await makeProduct(world, here)
    await passwordGrant(world, local)
    await passwordGrant(world, distant)
    await world.ask('PATCH', `${paths.products}/${moved}`, { body: { BusinessId: there } })
    const seen = await audit('', token)
    const records = seen.map(({ Entity, RecordId }) => `${Entity} ${RecordId}`)
    expect(records).toEqual(expect.arrayContaining([`Tariff ${near}`, `User ${local.id}`]))
    expect(records).not.toContain(`Tariff ${far}`)
    expect(records).not.toContain(`User ${distant.id}`)
    expect(seen.filter(({ By, Kind }) => By === local.email && Kind === 'SignIn')).toHaveLength(1)
    expect(seen.some(({ By }) => By === distant.email)).toBe(false)
    // Taken from here: who did it is for this location to know.
    expect(await audit(`Entity=Product&RecordId=${moved}&Kind=Edit`, token)).toHaveLength(1)
    const { body } = await world.ask('GET', '/api/audit?size=1', { token })
    expect(body.TotalItems).toBe(seen.length)
    const csv = await world.ask('GET', '/api/audit?format=csv', { token })
    expect(csv.text).not.toContain(distant.email)
  })
})

describe('the list', () => {
  test('comes by page, the newest first, narrowed by what is asked for', async () => {
    const { body } = await world.ask('GET', '/api/audit?size=2&page=2&Kind=Create&Entity=user')
    expect(body).toMatchObject({
      CurrentPage: 2,
      CurrentPageSize: 2,
      CurrentOrderField: 'OccurredOn',
    })
    expect(body.Records).toHaveLength(2)
    const ids = (await audit('')).map(({ Id }) => Id)
    expect(ids).toEqual([...ids].sort((left, right) => right - left))
    const { body: before } = await world.ask('GET', '/api/audit?to=2020-01-01')
    expect(before.TotalItems).toBe(0)
    const { body: none } = await world.ask('GET', '/api/audit?UserId=999999999')
    expect(none.Records).toEqual([])
  })
  test('tells every wrong parameter', async () => {
    const { status, body } = await world.ask('GET', '/api/audit?Kind=Peek&from=never&UserId=x')
    expect(status).toBe(400)
    const names = body.Errors.map((one: { PropertyName: string }) => one.PropertyName)
    expect(names.sort()).toEqual(['Kind', 'UserId', 'from'])
  })
  test('is had as CSV', async () => {
    const { text, headers } = await world.ask('GET', '/api/audit?format=csv&Kind=Edit')
    expect(headers['content-type']).toContain('text/csv')
    const [head = '', first = ''] = text.split('\r\n')
    expect(head).toBe('Id,OccurredOn,Kind,Outcome,UserId,By,Address,Entity,RecordId,Detail,Changes')
    expect(first).toContain('""Member""')
  })
})

test('nobody rewrites it, not even a reset of the sandbox', async () => {
  const { executor } = world.service.database
  const count = async () => (await audit('')).length
  const before = await count()
  for (const statement of [
    sql`update audit_entry set made_by = 'nobody'`,
    sql`delete from audit_entry`,
    sql`truncate audit_entry`,
  ]) {
    await expect(statement.execute(executor)).rejects.toThrow('the audit is append-only')
  }
  await world.service.database.transaction(emptyTables)
  expect(await count()).toBe(before)
})

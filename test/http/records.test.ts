// Every verb of every kind of record, and every refusal of its members: generated from the catalog.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { catalog } from '../../src/entities/catalog.ts'
import { unset } from '../../src/entities/change.ts'
import { type Entity, fieldOf, isList } from '../../src/entities/entity.ts'
import { enumNamed } from '../../src/entities/enums.ts'
import type { Access, Field } from '../../src/entities/field.ts'
import { type Body, Samples } from '../support/samples.ts'
import { type Answer, openWorld, type World } from '../support/world.ts'

let world: World
let samples: Samples

beforeAll(async () => {
  world = await openWorld()
  samples = new Samples(world)
})
afterAll(() => world.close())

const onCreate: readonly Access[] = ['always', 'on create']
const onUpdate: readonly Access[] = ['always', 'on update']
const unknownId = 999_999_999

const all = catalog.entities.map((owner) => [owner.name, owner] as const)
const offering = (operation: Entity['operations'][number]) =>
  all.filter(([, owner]) => owner.operations.includes(operation))

function members(owner: Entity, accesses: readonly Access[]): [string, Field][] {
  return Object.entries(owner.fields).filter(([, field]) => accesses.includes(field.access))
}

const required = (owner: Entity, accesses: readonly Access[]) =>
  members(owner, accesses)
    .filter(([, field]) => field.required)
    .map(([name]) => name)

async function read(owner: Entity, id: number): Promise<Body> {
  const { status, body } = await world.ask('GET', `${owner.path}/${id}`)
  expect(status).toBe(200)
  return body
}

interface FullRecord {
  readonly id: number
  /** What was sent to make it. */
  readonly sent: Body
  /** The answer to its POST; undefined where there is none. */
  readonly created: Answer | undefined
}

const fullRecords = new Map<string, Promise<FullRecord>>()

/** A record with every member set that a caller can set; made once per entity. */
function fullRecord(owner: Entity): Promise<FullRecord> {
  const known = fullRecords.get(owner.name) ?? makeFullRecord(owner)
  fullRecords.set(owner.name, known)
  return known
}

async function makeFullRecord(owner: Entity): Promise<FullRecord> {
  if (!owner.operations.includes('create')) {
    const id = await samples.make(owner.name)
    const sent = await samples.fullBody(owner, onUpdate)
    await world.ask('PUT', owner.path, { body: { Id: id, ...sent } })
    return { id, sent, created: undefined }
  }
  const sent = await samples.fullBody(owner, onCreate)
  const created = await world.ask('POST', owner.path, { body: sent })
  expect(created.status, created.text).toBe(200)
  return { id: created.body.Value.Id, sent, created }
}

/** Follows from the start and the billing day of the contract, whatever is sent. */
const overruled = new Set(['CoworkerContract.RenewalDate'])

/** What a record reads after these values were sent: instructions are carried out and not kept. */
function readsAs(owner: Entity, sent: Body): Body {
  return Object.fromEntries(
    Object.entries(sent)
      .filter(([name]) => !overruled.has(`${owner.name}.${name}`))
      .map(([name, value]) => [
        name,
        fieldOf(owner, name).source.from === 'instruction' ? null : value,
      ]),
  )
}

function only(record: Body, names: readonly string[]): Body {
  return Object.fromEntries(names.map((name) => [name, record[name]]))
}

function without(record: Body, ...names: readonly string[]): Body {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)))
}

describe.each(offering('create'))('POST of a %s', (_, owner) => {
  test('answers the whole record, which a GET reads again', async () => {
    const { sent, created } = await fullRecord(owner)
    const body = created?.body
    expect(body).toMatchObject({ Status: 200, Errors: null, WasSuccessful: true })
    expect(body.Message).toBe(`Record '${body.Value.ToStringText}' has been succesfully created.`)
    expect(Object.keys(body.Value).sort()).toEqual(Object.keys(owner.fields).sort())
    expect(body.Value).toMatchObject(readsAs(owner, sent))
    expect(await read(owner, body.Value.Id)).toMatchObject(readsAs(owner, sent))
  })
  test('of the smallest body leaves the rest unset', async () => {
    const body = await samples.body(owner)
    const record = await read(owner, await world.create(owner.path, body))
    expect(record).toMatchObject(body)
    const rest = members(owner, onCreate)
      .filter(([, field]) => isStored(field) && !field.required)
      .filter(([name]) => !workedOut.has(`${owner.name}.${name}`))
      .filter(([name]) => !workedOutOnce.has(`${owner.name}.${name}`))
      .map(([name, field]) => [name, field.initially ?? unset(field)])
    expect(record).toMatchObject(Object.fromEntries(rest))
  })
  test('without what is required names all of it at once', async () => {
    await expectRequired('POST', owner, required(owner, onCreate))
  })
})

/** Members that the service works out whenever a body leaves them open. */
const workedOut = new Set([
  // Copied from the pass and from the rate (wire 13.5).
  'CoworkerTimePass.Price',
  'CoworkerExtraService.Price',
  'CoworkerContract.RenewalDate',
  // A sale without a date of its own is of today, and what is sold is activated.
  'CoworkerProduct.SaleDate',
  'CoworkerProduct.Activated',
])

/** Those that it works out for a new record only. */
const workedOutOnce = new Set([
  'CoworkerContract.StartDate',
  // At home where the user who adds the customer works.
  'Coworker.Businesses',
  'Coworker.InvoicingBusinessId',
  'Coworker.RegistrationDate',
])

const isStored = (field: Field) => field.source.from === 'column' || field.source.from === 'inverse'

/** Of a body that says null everywhere, and of one that lacks only the last member. */
async function expectRequired(
  method: 'POST' | 'PUT',
  owner: Entity,
  names: readonly string[],
): Promise<void> {
  const last = names.slice(-1)
  const id = method === 'PUT' ? { Id: await samples.id(owner.name) } : {}
  const cases = [
    { body: Object.fromEntries(names.map((name) => [name, null])), missing: names },
    { body: without({ ...(await samples.body(owner)), ...id }, ...last), missing: last },
  ]
  for (const { body, missing } of cases) {
    const answer = await world.ask(method, owner.path, { body })
    expect(answer.status).toBe(400)
    expect(answer.body).toEqual({
      Message: `${missing[0]}: is a required field`,
      Value: null,
      Errors: missing.map((name) => ({
        AttemptedValue: null,
        Message: 'is a required field',
        PropertyName: name,
      })),
      WasSuccessful: false,
    })
  }
}

describe.each(offering('update'))('PATCH of a %s', (_, owner) => {
  test('changes what it names and nothing else, as does a PUT to its address', async () => {
    const { id } = await fullRecord(owner)
    const [name, field] = changeable(owner)
    const changed = [...stamps, name, 'ToStringText']
    let before = await read(owner, id)
    for (const method of ['PATCH', 'PUT'] as const) {
      const value = await samples.value(name, field)
      const answer = await world.ask(method, `${owner.path}/${id}`, { body: { [name]: value } })
      expect(answer.body).toMatchObject({
        Message: `${owner.name} was successfully updated.`,
        Value: { Id: id },
      })
      const after = await read(owner, id)
      expect(after[name]).toBe(value)
      expect(without(after, ...changed)).toEqual(without(before, ...changed))
      before = after
    }
  })
})

describe.each(offering('update'))('PUT of a %s', (_, owner) => {
  test('sets every member it may set', async () => {
    const { id } = await fullRecord(owner)
    const body = { Id: id, ...(await samples.fullBody(owner, onUpdate)) }
    const answer = await world.ask('PUT', owner.path, { body })
    expect(answer.status, answer.text).toBe(200)
    expect(await read(owner, id)).toMatchObject(readsAs(owner, body))
  })
  test('clears what it does not mention, but for lists and what stays by rule', async () => {
    const { id } = await fullRecord(owner)
    const before = await read(owner, id)
    const body = { Id: id, ...only(before, required(owner, onUpdate)) }
    const { status, body: answer } = await world.ask('PUT', owner.path, { body })
    expect(status).toBe(200)
    expect(answer).toMatchObject({
      Message: `${owner.name} was successfully updated.`,
      Value: { Id: id },
      Errors: null,
      WasSuccessful: true,
    })
    const stored = Object.entries(owner.fields).filter(
      ([name, field]) =>
        field.source.from !== 'derived' && field.source.from !== 'joined' && !stamps.has(name),
    )
    const expected = stored
      .filter(([, field]) => field.whenOmitted !== 'computed')
      .filter(([name]) => !workedOut.has(`${owner.name}.${name}`))
      .map(([name, field]) => [name, isCleared(field) ? unset(field) : before[name]])
    expect(await read(owner, id)).toMatchObject(Object.fromEntries(expected))
  })
  test('without what is required names all of it at once', async () => {
    await expectRequired('PUT', owner, ['Id', ...required(owner, onUpdate)])
  })
  test('and PATCH of an unknown id answer 404', async () => {
    const body = { ...(await samples.body(owner)), Id: unknownId }
    const one = `${owner.path}/${unknownId}`
    expect((await world.ask('PUT', owner.path, { body })).status).toBe(404)
    expect((await world.ask('PUT', one, { body })).status).toBe(404)
    const { status, body: answer } = await world.ask('PATCH', one, { body: {} })
    expect(status).toBe(404)
    expect(answer).toMatchObject({ Value: null, Errors: null, WasSuccessful: false })
  })
})

const stamps = new Set(['UpdatedOn', 'UpdatedBy'])

const isCleared = (field: Field) =>
  onUpdate.includes(field.access) &&
  !field.required &&
  !isList(field) &&
  field.whenOmitted === 'cleared'

/** A text that may be written at any time; SystemId where there is no other. */
function changeable(owner: Entity): [string, Field] {
  const found = members(owner, ['always']).find(
    ([name, field]) =>
      field.kind.name === 'text' && field.source.from === 'column' && name !== 'Email',
  )
  return found ?? ['SystemId', fieldOf(owner, 'SystemId')]
}

describe.each(offering('update').filter(([, owner]) => Object.values(owner.fields).some(isList)))(
  'a list of a %s',
  (_, owner) => {
    test('is taken as plain, then added, then removed; null keeps it, and [] empties it', async () => {
      const url = `${owner.path}/${await samples.make(owner.name)}`
      const lists = Object.entries(owner.fields).filter(([, field]) => isList(field))
      const ids = await Promise.all(lists.map(([name, field]) => samples.value(name, field)))
      // All lists of the record take the same step together.
      const step = async (
        body: (name: string, first: number, second: number) => Body,
        expected: (first: number, second: number) => readonly number[],
      ) => {
        const pairs = lists.map(
          ([name], index) => [name, ...(ids[index] as [number, number])] as const,
        )
        const bodies = pairs.map(([name, first, second]) => body(name, first, second))
        const answer = await world.ask('PATCH', url, { body: Object.assign({}, ...bodies) })
        expect(answer.status, answer.text).toBe(200)
        const record = await read(owner, Number(url.split('/').at(-1)))
        for (const [name, first, second] of pairs) {
          expect(new Set(record[name] as number[]), name).toEqual(new Set(expected(first, second)))
          expect(record).toMatchObject({ [`Added${name}`]: null, [`Removed${name}`]: null })
        }
      }
      await step(
        (name, first, second) => ({
          [name]: [first],
          [`Added${name}`]: [second],
          [`Removed${name}`]: [first],
        }),
        (_first, second) => [second],
      )
      await step(
        (name, first) => ({ [name]: null, [`Added${name}`]: [first], [`Removed${name}`]: null }),
        (first, second) => [second, first],
      )
      await step(
        (name, _first, second) => ({ [`Removed${name}`]: [second] }),
        (first) => [first],
      )
      await step(
        (name) => ({ [name]: [] }),
        () => [],
      )
    })
  },
)

describe.each(offering('delete'))('DELETE of a %s', (_, owner) => {
  test('answers 200, and 404 to whoever asks for the record afterwards', async () => {
    const url = `${owner.path}/${await samples.make(owner.name)}`
    const { status, body } = await world.ask('DELETE', url)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      Message: 'The record was deleted successfully.',
      Value: null,
      Errors: null,
      WasSuccessful: true,
    })
    for (const method of ['GET', 'DELETE'] as const) {
      const gone = await world.ask(method, url)
      expect([gone.status, gone.text]).toEqual([404, '"Not found"'])
    }
  })
})

describe.each(all)('GET of %s', (_, owner) => {
  test('one answers exactly the members of the definition, and 404 for an unknown id', async () => {
    const record = await read(owner, await samples.id(owner.name))
    expect(Object.keys(record).sort()).toEqual(Object.keys(owner.fields).sort())
    const { status, text } = await world.ask('GET', `${owner.path}/${unknownId}`)
    expect([status, text]).toEqual([404, '"Not found"'])
  })
  test('a list answers rows with exactly the members of the projection', async () => {
    const id = await samples.id(owner.name)
    const parent = owner.requiredFilter
      ? `&${owner.requiredFilter}=${await samples.id('CoworkerInvoice')}`
      : ''
    const { status, body } = await world.ask('GET', `${owner.path}?Id=${id}${parent}`)
    expect(status).toBe(200)
    expect(body).toMatchObject({ TotalItems: 1, FirstItem: 1, LastItem: 1, HasNextPage: false })
    const [row] = body.Records
    const whole = await read(owner, id)
    const projected = Object.entries(owner.fields)
      .filter(([, field]) => field.inRows)
      .filter(([, { source }]) => source.from !== 'delta' && source.from !== 'instruction')
      .map(([name]) => name)
    expect(row).toEqual(only(whole, projected))
  })
  test('several by id answers whole records, in an array and in a list envelope', async () => {
    const ids = [await samples.id(owner.name, 'second'), await samples.id(owner.name)]
    const whole = await Promise.all(ids.map((id) => read(owner, id)))
    const list = `[${[...ids, unknownId].join(',')}]`
    for (const url of [`${owner.path}/?id=${list}`, `${owner.path}?Id=${list}`]) {
      expect((await world.ask('GET', url)).body).toEqual(whole)
    }
    const { body } = await world.ask('GET', `${owner.path}?${owner.name}_Id=${list}`)
    expect(body.TotalItems).toBe(2)
    expect(body.Records).toEqual(
      [...whole].sort((left, right) => Number(left.Id) - Number(right.Id)),
    )
  })
})

const wrong: Readonly<Record<string, unknown>> = {
  text: [],
  guid: 'nonsense',
  integer: 1.5,
  amount: 'ten',
  limit: 'ten',
  coordinate: 'ten',
  flag: 'maybe',
  instant: 'yesterday',
  'list of ids': 'one,two',
  'list of texts': {},
}

/** A value that no field of the kind takes. */
const wrongFor = (field: Field) =>
  enumNamed(field.kind.name) ? 'NoSuchMember' : wrong[field.kind.name]

async function expectRefused(
  method: 'POST' | 'PUT',
  owner: Entity,
  body: Body,
  message: RegExp,
  properties: readonly string[] = Object.keys(body),
): Promise<void> {
  const id = method === 'PUT' ? { Id: await samples.id(owner.name) } : {}
  const whole = { ...(await samples.body(owner)), ...id, ...body }
  const answer = await world.ask(method, owner.path, { body: whole })
  expect(answer.status, answer.text).toBe(400)
  expect(answer.body.Errors).toEqual(
    properties.map((name) => ({
      // What an instruction carries may be a secret, so it is not repeated.
      AttemptedValue: fieldOf(owner, name).source.from === 'instruction' ? null : body[name],
      Message: expect.stringMatching(message),
      PropertyName: name,
    })),
  )
  const [first] = answer.body.Errors
  expect(answer.body.Message).toBe(`${first.PropertyName}: ${first.Message}`)
}

const writes = (owner: Entity) =>
  [
    { method: 'POST', operation: 'create', accesses: onCreate },
    { method: 'PUT', operation: 'update', accesses: onUpdate },
  ].filter(({ operation }) =>
    owner.operations.some((offered) => offered === operation),
  ) as readonly { method: 'POST' | 'PUT'; accesses: readonly Access[] }[]

describe.each(offering('update'))('a body of a %s', (_, owner) => {
  test('with a value of the wrong type for every member is told about all of them', async () => {
    for (const { method, accesses } of writes(owner)) {
      const body = Object.fromEntries(
        members(owner, accesses).map(([name, field]) => [name, wrongFor(field)]),
      )
      await expectRefused(method, owner, body, /^must be /)
    }
  })
  test('with a reference to what does not exist is told about every one', async () => {
    for (const { method, accesses } of writes(owner)) {
      const body = Object.fromEntries(
        members(owner, accesses)
          .filter(([, field]) => field.source.from !== 'delta')
          .filter(([, field]) => catalog.named(field.reference ?? ''))
          .map(([name, field]) => [name, isList(field) ? [unknownId] : unknownId]),
      )
      if (Object.keys(body).length === 0) continue
      await expectRefused(method, owner, body, /^names no \w+ that exists: 999999999$/)
    }
  })
  test('with a number that a closed list does not have is told the members it has', async () => {
    for (const { method, accesses } of writes(owner)) {
      const body = Object.fromEntries(
        members(owner, accesses)
          .filter(([, field]) => isClosed(field.kind.name))
          .map(([name]) => [name, 9_999]),
      )
      if (Object.keys(body).length === 0) continue
      await expectRefused(
        method,
        owner,
        body,
        /^must be (one of \d+ \(\w+\)|a number or a name of e\w+, which GET)/,
      )
    }
  })
  test('with nothing or less where an amount has to be positive is refused', async () => {
    for (const { method, accesses } of writes(owner)) {
      const positive = members(owner, accesses).filter(([, field]) => field.positive)
      for (const value of positive.length > 0 ? [0, -1] : []) {
        const body = Object.fromEntries(positive.map(([name]) => [name, value]))
        await expectRefused(method, owner, body, /^must be greater than zero$/)
      }
    }
  })
  test('whose later instant is not after the earlier one is refused', async () => {
    for (const { earlier, later, message } of owner.instantOrders ?? []) {
      const same = '2026-05-01T09:00:00Z'
      const body = { [earlier]: same, [later]: same }
      for (const { method } of writes(owner)) {
        await expectRefused(method, owner, body, new RegExp(`^${message}$`), [later])
      }
    }
  })
})

// Any number of the lists that differ between sources is taken, and of those without published members (wire X17).
const isClosed = (name: string) =>
  !['eProductType', 'eResourceType'].includes(name) && (enumNamed(name)?.members ?? []).length > 0

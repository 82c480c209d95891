// Requests for a route of openapi.json: most parts of one are what it describes, and some are what nobody would send.

import fc from 'fast-check'
import { catalog } from '../../../src/entities/catalog.ts'
import { commandsOf } from '../../../src/operations/run-command.ts'
import { administrator } from '../template.ts'
import { type Member, membersOf, type Parameter, type Route } from './description.ts'
import {
  fitting,
  hostile,
  hostileShort,
  type Node,
  oddNumbers,
  oddTexts,
  targetOf,
} from './values.ts'

export type Caller = 'administrator' | 'member' | 'stranger' | 'nobody'

/** How the members of a body are put into bytes. */
type Dress = 'plain' | 'form' | 'cut' | 'mark' | 'bytes' | 'twice' | 'list' | 'other'

type Pairs = readonly (readonly [string, Node])[]

export interface Plan {
  readonly route: Route
  readonly caller: Caller
  readonly path: readonly (string | Node)[]
  readonly query: Pairs
  readonly body: Node | undefined
  readonly dress: Dress
  readonly headers: Readonly<Record<string, string>>
}

/** All that may be asked of a route. */
export function requestsFor(route: Route): fc.Arbitrary<Plan> {
  return fc.record({
    route: fc.constant(route),
    caller: weighed<Caller>([
      [88, 'administrator'],
      [6, 'member'],
      [3, 'nobody'],
      [3, 'stranger'],
    ]),
    path: pathOf(route),
    query: queryOf(route),
    body: bodyOf(route),
    dress: weighed<Dress>([
      [84, 'plain'],
      [6, 'form'],
      [2, 'cut'],
      [2, 'mark'],
      [2, 'bytes'],
      [2, 'twice'],
      [1, 'list'],
      [1, 'other'],
    ]),
    headers: headersOf(route),
  })
}

function weighed<Item>(items: readonly (readonly [number, Item])[]): fc.Arbitrary<Item> {
  const choices = items.map(([weight, item]) => ({ weight, arbitrary: fc.constant(item) }))
  return fc.oneof(...choices)
}

/** Mostly the first, and one time in so many the other. */
function rarely<Item>(often: fc.Arbitrary<Item>, oneIn: number, odd: fc.Arbitrary<Item>) {
  return fc.oneof({ weight: oneIn - 1, arbitrary: often }, { weight: 1, arbitrary: odd })
}

/** What stands for an id in a path, none of it another segment. */
const oddIds = [
  ...oddNumbers, '1.0', '1e3', '0x1', 'NaN', 'null', 'undefined', '%00', '%ff', '%ED%A0%80', '%F0%9F%AA%91', '%zz', '%',
  '1%2F2', '..%2f..', '%2e%2e', "1'%20or%201=1", '1;drop', '1%00', '١', '__proto__', 'x'.repeat(99), 'x'.repeat(3_000),
].map((id) => (id === '١' ? '%D9%A1' : id)) // biome-ignore format: a list to be looked over

function pathOf(route: Route): fc.Arbitrary<readonly (string | Node)[]> {
  const collection = catalog.entities.find((owner) => route.path.startsWith(`${owner.path}/`))
  const parts = route.path.split(/(\{\w+\})/).map((part): fc.Arbitrary<string | Node> => {
    const [, name] = /^\{(\w+)\}$/.exec(part) ?? []
    if (name === undefined) return fc.constant(part)
    const target = name === 'id' ? collection?.name : targetOf(name)
    const known = fc.nat({ max: 1_000_000 }).map((pick): Node => ({ id: target ?? '', pick }))
    return rarely<string | Node>(known, 10, fc.constantFrom(...oddIds))
  })
  return fc.tuple(...parts)
}

const shortTexts = oddTexts.filter((text) => text.length < 1_000)

function queryOf(route: Route): fc.Arbitrary<Pairs> {
  const known = route.parameters.filter((parameter) => parameter.in === 'query')
  const required = known.filter((parameter) => 'required' in parameter)
  const some =
    known.length === 0
      ? fc.constant([])
      : fc.array(fc.constantFrom(...known).chain(pairOf), { maxLength: 3 })
  const odd = fc.array(fc.tuple(fc.constantFrom(...shortTexts), hostileShort), { maxLength: 2 })
  return fc
    .tuple(fc.tuple(...required.map(pairOf)), some, rarely<Pairs>(fc.constant([]), 12, odd))
    .map(([one, two, three]) => [...one, ...two, ...three])
}

const listParameters: Readonly<Record<string, readonly string[]>> = {
  dir: ['0', '1', '-1', 'asc', 'Descending', 'up'],
  orderBy: ['Id', 'Name', 'CreatedOn', 'UpdatedBy', 'Business', 'Id desc', 'Id;--', '1'],
  format: ['csv', 'json', 'xml'],
  interval: ['Day', 'week', 'Month', 'Quarter', 'Year', 'Hour'],
  page: ['1', '2', '9007199254740991', '1e15', '0', '-1'],
  size: ['1', '100', '1000', '1001', '9007199254740991', '0'],
  count: ['1', '12', '120', '121', '1e9'],
}

function pairOf({ name, schema }: Parameter): fc.Arbitrary<readonly [string, Node]> {
  const words = listParameters[name]
  const often = words
    ? fc.constantFrom(...words).map((text): Node => ({ text }))
    : fitting(name, schema)
  return fc.tuple(
    fc.constant(name),
    rarely<Node>(often, 4, rarely<Node>(hostileShort, 100, hostile)),
  )
}

function bodyOf(route: Route): fc.Arbitrary<Node | undefined> {
  if (route.verb === 'GET') return fc.constant(undefined)
  const odd = fc.option(hostile, { nil: undefined })
  if (route.body === undefined) return rarely<Node | undefined>(fc.constant(undefined), 4, odd)
  return rarely<Node | undefined>(membersNode(route, membersOf(route.body)), 25, odd)
}

const none: Node = { raw: 'null' }

/** Everything that must be there, some of the rest, and in every third request a few values that do not belong. */
function membersNode(route: Route, members: readonly Member[]): fc.Arbitrary<Node> {
  const calm = members.map((member) => fitting(member.name, member.schema))
  const specials = specialMembers(route)
  const shape = fc.record({
    values: fc.tuple(...calm),
    wanted: fc.array(fc.boolean(), { minLength: members.length, maxLength: members.length }),
    fullness: weighed([
      [4, 'least'],
      [2, 'half'],
      [1, 'whole'],
    ]),
    // Members to be spoilt, by their place, and with what.
    spoilt: rarely<readonly (readonly [number, Node])[]>(
      fc.constant([]),
      3,
      fc.array(fc.tuple(fc.nat(), fc.oneof(hostile, fc.constant(none))), {
        minLength: 1,
        maxLength: 3,
      }),
    ),
    extra: rarely<Pairs>(
      fc.constant([]),
      20,
      fc.array(fc.tuple(fc.constantFrom(...oddTexts), hostile), { maxLength: 3 }),
    ),
    special: specials,
  })
  return shape.map(({ values, wanted, fullness, spoilt, extra, special }) => {
    const pairs = members.flatMap(({ name, required }, place): [string, Node][] => {
      const isThere = required || fullness === 'whole' || (fullness === 'half' && wanted[place])
      return isThere ? [[name, values[place] as Node]] : []
    })
    for (const [place, value] of spoilt) {
      const at = place % Math.max(1, members.length)
      const name = members[at]?.name ?? 'Id'
      const known = pairs.findIndex(([one]) => one === name)
      if (known < 0) pairs.push([name, value])
      else pairs[known] = [name, value]
    }
    const plain = pairs.filter(([name]) => !special.some(([other]) => other === name))
    return { members: [...plain, ...special, ...extra] }
  })
}

/** Of these members a body names one. */
const oneOf: Readonly<Record<string, readonly string[]>> = {
  '/api/wallets/{CoworkerId}/adjust': ['CoworkerBookingCreditId', 'CoworkerExtraServiceId'],
  '/api/wallets/{CoworkerId}/release': [
    'BookingId',
    'EventAttendeeId',
    'CoworkerInvoiceLineId',
    'CoworkerBookingCreditUseHistoryId',
  ],
}

/** What the description leaves to words: the id of a record that is replaced, the keys of commands, who may sign in. */
function specialMembers(route: Route): fc.Arbitrary<Pairs> {
  const owner = catalog.entities.find((one) => route.path.startsWith(one.path))
  const id = fc.nat({ max: 1_000_000 }).map((pick): Node => ({ id: owner?.name ?? '', pick }))
  if (route.path.endsWith('/runcommand') && owner) {
    const keys = commandsOf(owner).map(({ Key }) => String(Key))
    return fc
      .tuple(fc.constantFrom('NONE', ...keys), fc.array(id, { minLength: 1, maxLength: 3 }))
      .map(([key, ids]) => [
        ['Key', { text: key }],
        ['Ids', { items: ids }],
      ])
  }
  const names = oneOf[route.path]
  if (names !== undefined) {
    const known = fc.tuple(fc.constantFrom(...names), fc.nat({ max: 1_000_000 }))
    return known.map(([name, pick]) => [[name, { id: targetOf(name) ?? '', pick }]])
  }
  if (route.path === '/api/token') {
    const { email, password } = administrator
    const pair: Pairs = [
      ['username', { text: email }],
      ['password', { text: password }],
    ]
    return weighed<Pairs>([
      [1, []],
      [2, [['grant_type', { text: 'password' }], ...pair]],
    ])
  }
  if (route.verb === 'PUT') return rarely(id, 15, hostile).map((node) => [['Id', node]])
  return fc.constant([])
}

function headersOf(route: Route): fc.Arbitrary<Readonly<Record<string, string>>> {
  const header = (name: string, values: readonly string[], oneIn: number) =>
    rarely(
      fc.constant({}),
      oneIn,
      fc.constantFrom(...values).map((value) => ({ [name]: value })),
    )
  const isWrite = route.verb !== 'GET'
  return fc
    .tuple(
      header(
        'accept',
        ['text/csv', '*/*', 'application/xml', 'text/html', 'x'.repeat(500), ''],
        10,
      ),
      header('content-encoding', ['gzip', 'br', 'identity'], 60),
      header('x-forwarded-for', ["'; drop table wallet", '127.0.0.1'], 60),
      header('range', ['bytes=0-1', 'bytes=9-1'], 60),
      header('if-none-match', ['*'], 60),
      isWrite
        ? header(
            'idempotency-key',
            ['again', 'again and again', "'--", 'k'.repeat(255), 'k'.repeat(256), '\u00ff\u00fe'],
            8,
          )
        : fc.constant({}),
    )
    .map((all) => Object.assign({}, ...all))
}

// Lists: the envelope, paging and order (wire 6, API-6).

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lookup, makeCredit, makeCustomer, makeLocation, paths } from '../support/space.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let customer: number
let here: number
let abroad: number
/** Seven credits of one customer, with totals and descriptions that sort differently from their ids. */
let ids: readonly number[]

const totals = [30, 10, 20, 10, 50, 20, 40]
const descriptions = ['delta', 'Bravo', null, 'alpha', 'charlie', null, 'echo']

beforeAll(async () => {
  world = await openWorld()
  here = await makeLocation(world, { Name: 'Riverside' })
  abroad = await makeLocation(world, { Name: 'Dublin', CurrencyId: lookup.euros })
  customer = await makeCustomer(world, here)
  const made: number[] = []
  for (const [index, total] of totals.entries()) {
    made.push(
      await makeCredit(world, index < 4 ? here : abroad, customer, {
        TotalCredit: total,
        Description: descriptions[index],
      }),
    )
  }
  ids = made
  // Somebody else's, so that a missing filter shows.
  await makeCredit(world, here, await makeCustomer(world, here))
})
afterAll(() => world.close())

const list = async (query = '') => {
  const answer = await world.ask(
    'GET',
    `${paths.credits}?CoworkerBookingCredit_Coworker=${customer}&${query}`,
  )
  expect(answer.status).toBe(200)
  return answer.body
}

/** The order of the answer, as positions in the order of creation. */
const order = async (query: string): Promise<number[]> =>
  (await list(query)).Records.map(({ Id }: { Id: number }) => ids.indexOf(Id))

describe('the envelope', () => {
  test('has these members in this order, the older PageNumber and PageSize among them', async () => {
    expect(Object.keys(await list())).toEqual([
      'Records',
      'CurrentPage',
      'CurrentPageSize',
      'CurrentOrderField',
      'CurrentSortDirection',
      'FirstItem',
      'LastItem',
      'PageNumber',
      'PageSize',
      'TotalItems',
      'TotalPages',
      'HasNextPage',
      'HasPreviousPage',
    ])
  })
  test('is on page 1 of 25 by Id ascending unless told otherwise', async () => {
    expect(await list()).toMatchObject({
      CurrentPage: 1,
      CurrentPageSize: 25,
      CurrentOrderField: 'Id',
      CurrentSortDirection: 0,
    })
  })
  test('rows have no lists and no instructions, the single record has', async () => {
    const [row] = (await list()).Records
    const one = (await world.ask('GET', `${paths.credits}/${ids[0]}`)).body
    const lists = Object.keys(one).filter((name) => /Elegible|EventCategories/.test(name))
    expect(lists).toHaveLength(15)
    for (const name of lists) expect(row).not.toHaveProperty(name)
    expect(row).toMatchObject({ RemainingCredit: 30, CaneBeUsedForBookings: false })
  })
  const switches = [
    'CaneBeUsedForBookings',
    'CaneBeUsedForEvents',
    'IsUniversalCredit',
    'AppliesToCharges',
  ]
  test.each([
    [paths.planOffers, switches],
    [paths.offers, [...switches, 'ExpireTimeInMonths', 'ExpireTimeInWeeks', 'ExpiresIn']],
  ])('rows of %s leave out the switches that a PUT would clear', async (path, names) => {
    const owner = path.endsWith('tariffbookingcredits') ? 'Tariff' : 'Product'
    const parent = await world.create(`/api/billing/${owner.toLowerCase()}s`, {
      BusinessId: here,
      Name: owner,
      Description: owner,
      Price: 1,
      CurrencyId: lookup.pounds,
      DisplayOrder: 1,
      CancellationPeriod: 0,
      InvoiceEvery: 1,
      InvoiceEveryWeeks: 0,
    })
    const id = await world.create(path, { Name: 'Offer', [`${owner}Id`]: parent, Credit: 5 })
    const [row] = (await world.ask('GET', path)).body.Records
    expect(row.Id).toBe(id)
    const one = (await world.ask('GET', `${path}/${id}`)).body
    expect(names.filter((name) => name in row)).toEqual([])
    expect(names.filter((name) => name in one)).toEqual(names)
  })
})

describe('paging numbers are exact', () => {
  test.each([
    ['on the first page', 'page=1&size=3', [1, 3, 1, 3, 3, true, false]],
    ['on a middle page', 'page=2&size=3', [2, 3, 4, 6, 3, true, true]],
    ['on the last page', 'page=3&size=3', [3, 3, 7, 7, 3, false, true]],
    ['when the last page is full', 'page=1&size=7', [1, 7, 1, 7, 1, false, false]],
    ['beyond the last page', 'page=9&size=3', [9, 3, 0, 0, 3, false, true]],
    [
      'far beyond any row',
      'page=900719925474099&size=1000',
      [900719925474099, 1000, 0, 0, 1, false, true],
    ],
    ['on page 0, which is the first', 'page=0&size=3', [1, 3, 1, 3, 3, true, false]],
    ['on page -1, which is the first', 'page=-1&size=3', [1, 3, 1, 3, 3, true, false]],
    ['with size 0, which is 1', 'size=0', [1, 1, 1, 1, 7, true, false]],
    ['with size -1, which is 1', 'size=-1&page=7', [7, 1, 7, 7, 7, false, true]],
    ['with size 5000, which is 1000', 'size=5000', [1, 1000, 1, 7, 1, false, false]],
    ['with names in any case', 'PAGE=2&Size=3', [2, 3, 4, 6, 3, true, true]],
    ['with nothing behind the name', 'page=&size=', [1, 25, 1, 7, 1, false, false]],
  ])('%s', async (_, query, [page, size, first, last, pages, hasNext, hasPrevious]) => {
    const body = await list(query as string)
    expect(body).toMatchObject({
      CurrentPage: page,
      PageNumber: page,
      CurrentPageSize: size,
      PageSize: size,
      FirstItem: first,
      LastItem: last,
      TotalItems: 7,
      TotalPages: pages,
      HasNextPage: hasNext,
      HasPreviousPage: hasPrevious,
    })
    expect(body.Records).toHaveLength(first === 0 ? 0 : Number(last) - Number(first) + 1)
  })
  test('on an empty list', async () => {
    const { Records, ...numbers } = await list('CoworkerBookingCredit_TotalCredit=999')
    expect(Records).toEqual([])
    expect(numbers).toMatchObject({
      CurrentPage: 1,
      FirstItem: 0,
      LastItem: 0,
      TotalItems: 0,
      TotalPages: 0,
      HasNextPage: false,
      HasPreviousPage: false,
    })
  })
  test('HasNextPage and TotalPages lead through the same pages, every record once', async () => {
    const seen: number[] = []
    let page = 1
    for (let more = true; more; page += 1) {
      const body = await list(`size=2&page=${page}&orderBy=TotalCredit&dir=desc`)
      seen.push(...body.Records.map(({ Id }: { Id: number }) => Id))
      more = body.HasNextPage
      expect(more).toBe(page < body.TotalPages)
    }
    expect(seen).toHaveLength(7)
    expect(new Set(seen)).toEqual(new Set(ids))
  })
  test('PageNumber and PageSize in the query are passed over', async () => {
    expect(await list('PageNumber=2&PageSize=2')).toMatchObject({
      CurrentPage: 1,
      CurrentPageSize: 25,
    })
  })
  test.each([
    ['page=two', 'page'],
    ['size=1.5', 'size'],
    ['size=1e99', 'size'],
  ])('%s answers 400 and names the parameter', async (query, name) => {
    const { status, body } = await world.ask('GET', `${paths.credits}?${query}`)
    expect(status).toBe(400)
    expect(body.Errors).toMatchObject([{ PropertyName: name }])
  })
})

describe('order', () => {
  test.each([
    ['orderBy=TotalCredit', [1, 3, 2, 5, 0, 6, 4]],
    ['orderby=totalcredit', [1, 3, 2, 5, 0, 6, 4]],
    ['ORDERBY=TOTALCREDIT&dir=1', [4, 6, 0, 2, 5, 1, 3]],
    ['orderBy=Id&dir=1', [6, 5, 4, 3, 2, 1, 0]],
    ['orderBy=BusinessName', [4, 5, 6, 0, 1, 2, 3]],
    ['orderBy=BusinessCurrencyCode&dir=1', [0, 1, 2, 3, 4, 5, 6]],
    ['orderBy=CoworkerId', [0, 1, 2, 3, 4, 5, 6]],
    ['orderBy=ToStringText', [0, 1, 2, 3, 4, 5, 6]],
    ['orderBy=', [0, 1, 2, 3, 4, 5, 6]],
  ])('%s: by the member, joined ones too, and ties by Id', async (query, expected) => {
    expect(await order(query)).toEqual(expected)
  })
  test('every member of a row takes an order', async () => {
    const [row] = (await list()).Records
    const answers = await Promise.all(
      Object.keys(row)
        .filter((name) => !['LocalizationDetails', 'CustomFields'].includes(name))
        .map(async (name) => [name, await order(`orderBy=${name}`)] as const),
    )
    for (const [name, ordered] of answers) expect([name, ordered.length]).toEqual([name, 7])
  })
  test('the envelope names the member as it is spelled on the wire', async () => {
    expect((await list('orderby=totalcredit')).CurrentOrderField).toBe('TotalCredit')
  })
  test('what is unset comes first when ascending and last when descending', async () => {
    expect((await order('orderBy=Description')).slice(0, 2)).toEqual([2, 5])
    expect((await order('orderBy=Description&dir=desc')).slice(-2)).toEqual([2, 5])
  })
  test.each([
    ...['0', 'asc', 'ASC', 'Ascending', 'ascending', ''].map((dir) => [dir, 0] as const),
    ...['1', '-1', 'desc', 'DESC', 'Descending', 'descending'].map((dir) => [dir, 1] as const),
  ])('dir=%s has the direction %i', async (dir, direction) => {
    const expected = ids.map((_, index) => index)
    expect(await order(`dir=${dir}`)).toEqual(direction === 0 ? expected : expected.reverse())
    expect((await list(`DIR=${dir}`)).CurrentSortDirection).toBe(direction)
  })
  test.each([
    ['dir=up', 'dir'],
    ['dir=constructor', 'dir'],
    ['orderBy=Nothing', 'orderBy'],
    ['orderBy=ElegibleProducts', 'orderBy'],
    ['orderBy=AddedElegibleProducts', 'orderBy'],
    ['orderBy=LocalizationDetails', 'orderBy'],
    ['orderBy=Id;drop table wallet', 'orderBy'],
    ['orderBy=constructor', 'orderBy'],
  ])('%s answers 400 and names the parameter', async (query, name) => {
    const { status, body } = await world.ask('GET', `${paths.credits}?${query}`)
    expect(status).toBe(400)
    expect(body.Errors).toMatchObject([{ PropertyName: name }])
  })
})

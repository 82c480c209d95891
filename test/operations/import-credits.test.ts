// Credits from a file: by the rules of a POST, all or none, with their past in the journal.

import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verify } from '../../src/operations/verify.ts'
import { importText, mistakesIn } from '../support/import.ts'
import { expectSoundWallet, journalOf, storyOf } from '../support/journal.ts'
import { Samples } from '../support/samples.ts'
import {
  makeCredit,
  makeCustomer,
  makeLocation,
  makeRate,
  makeResourceType,
  paths,
} from '../support/space.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let location: number
let customer: number

beforeAll(async () => {
  world = await openWorld()
  location = await makeLocation(world)
  customer = await makeCustomer(world, location)
})
afterAll(() => world.close())

const file = (columns: string, ...rows: readonly string[]) =>
  [`CoworkerId,BusinessId,TotalCredit${columns}`, ...rows, ''].join('\n')
/** A row for the customer of all tests; the first cell is the total. */
const row = (cells: string) => `${customer},${location},${cells}`
const creditsOf = async (who: number) =>
  (await world.ask('GET', `${paths.credits}?CoworkerBookingCredit_Coworker=${who}&size=1000`)).body
const read = async (id: number) => (await world.ask('GET', `${paths.credits}/${id}`)).body
const newest = async (who = customer) => {
  const { Records } = await creditsOf(who)
  return read(Math.max(...Records.map(({ Id }: { Id: number }) => Id)))
}
const differences = () => verify(world.service, { repair: false, after: 0, onProgress: () => {} })

describe('a row becomes what a POST of the same members makes', () => {
  test('every member that a POST takes, each as text', async () => {
    const samples = new Samples(world)
    const owner = samples.entity('CoworkerBookingCredit')
    const body = { ...(await samples.fullBody(owner, ['always', 'on create'])), TotalCredit: 12.25 }
    const posted = await read(await world.create(owner.path, body))
    const given = Object.entries({ ...body, SystemId: 'imported' })
    const cell = (value: unknown) => `"${Array.isArray(value) ? value.join(',') : value}"`
    const text = [given.map(([name]) => name), given.map(([, value]) => cell(value))].join('\n')
    expect(await importText(world, text)).toMatchObject({ credits: 1, mistakes: [] })
    const { Id, UniqueId, CreatedOn, UpdatedOn, ToStringText, ...rest } = posted
    const imported = await newest(posted.CoworkerId)
    expect(imported.Id).toBeGreaterThan(Id)
    expect(imported).toMatchObject({ ...rest, UpdatedBy: 'import', SystemId: 'imported' })
    expect(imported.UniqueId).not.toBe(UniqueId)
  })

  test('names in any order and case, empty cells as if they were not there, text as it stands', async () => {
    const text = `expiredate, TOTALCREDIT ,description,coworkerid,BusinessID,caneBeUsedForBookings,ValidFrom,ElegibleProducts
,"0.0001"," Zwölf ""Zimmer"",
im Süden 🏡",${customer},${location},True,2026-05-01T09:00:00+02:00,
`
    await importText(world, text)
    expect(await newest()).toMatchObject({
      TotalCredit: 0.0001,
      Description: ' Zwölf "Zimmer",\nim Süden 🏡',
      CaneBeUsedForBookings: true,
      ValidFrom: '2026-05-01T07:00:00Z',
      ExpireDate: null,
      ElegibleProducts: [],
      SystemId: null,
    })
  })

  test('UseCreditPrice is worked out from the rates unless the row says it (domain G2)', async () => {
    const place = await makeLocation(world)
    const type = await makeResourceType(world, place)
    const other = await makeResourceType(world, place)
    await makeRate(world, place, { ResourceTypes: [type], CreditPrice: 3 })
    const who = await makeCustomer(world, place)
    const line = (rest: string) => `${who},${place},10,${rest}`
    const text = file(
      ',ElegibleResourceTypes,UseCreditPrice',
      line(`${type},`),
      line(`${other},`),
      line(','),
      line(`"${other},${type}",false`),
    )
    await importText(world, text)
    const { Records } = await creditsOf(who)
    const ids = Records.map(({ Id }: { Id: number }) => Id).sort((a: number, b: number) => a - b)
    const uses = await Promise.all(ids.map(async (id: number) => (await read(id)).UseCreditPrice))
    expect(uses).toEqual([true, false, true, false])
  })
})

describe('the past of a credit', () => {
  test('what is left is a grant of the total and an adjustment of what had gone', async () => {
    const who = await makeCustomer(world, location)
    const line = (rest: string) => `${who},${location},${rest}`
    const text = file(
      ',RemainingCredit,Reason',
      line('100,40.5, moved from the old system '),
      line('50,50,'),
      line('20,0,'),
      line('7,,'),
    )
    expect(await importText(world, text)).toMatchObject({ credits: 4, passedOver: 0 })
    expect(await storyOf(world, who)).toEqual([
      'Grant 100',
      'Adjust -59.5',
      'Grant 50',
      'Grant 20',
      'Adjust -20',
      'Grant 7',
    ])
    const journal = await journalOf(world, who)
    expect(journal.map(({ reason }) => reason)).toEqual([
      'moved from the old system',
      'used before the import',
      null,
      null,
      'used before the import',
      null,
    ])
    expect(new Set(journal.map(({ by }) => by))).toEqual(new Set(['import']))
    await expectSoundWallet(world, who)
    const wallet = (await world.ask('GET', `/api/wallets/${who}`)).body
    const left = wallet.Credits.map((one: { RemainingCredit: number }) => one.RemainingCredit)
    expect(left.sort((a: number, b: number) => a - b)).toEqual([0, 7, 40.5, 50])
  })
})

describe('mistakes', () => {
  test.each<[string, string, string]>([
    [',Description', 'x,', '2 TotalCredit: must be a number such as 12.5'],
    [',Description', ',', '2 TotalCredit: is a required field'],
    [',Description', '0,', '2 TotalCredit: must be greater than zero'],
    [',Description', '1', '2 : the row has 3 cells, the header 4'],
    [',Description', '1,2,3', '2 : the row has 5 cells, the header 4'],
    [',Description', '1,caf\uFFFD', '2 Description: is not UTF-8: save the file in that encoding'],
    [',CaneBeUsedForBookings', '1,ja', '2 CaneBeUsedForBookings: must be true or false'],
    [',ElegibleTariffs', '1,gold', '2 ElegibleTariffs: must be a list of ids, each a whole number'],
    [
      ',ExpireDate',
      '1,01.05.2026',
      '2 ExpireDate: must be a date and time in UTC such as 2026-05-01T09:00:00Z',
    ],
    [
      ',RemainingCredit',
      '10,12',
      '2 RemainingCredit: may not be more than TotalCredit, which is 10.0',
    ],
    [',RemainingCredit', '10,-1', '2 RemainingCredit: must not be less than zero'],
    [',RemainingCredit', '10,all', '2 RemainingCredit: must be a number such as 12.5'],
    [',ElegibleProducts', '1,"98,99"', '2 ElegibleProducts: names no Product that exists: 98, 99'],
    [
      ',CoworkerContractUniqueId',
      '1,77',
      '2 CoworkerContractUniqueId: must be a GUID such as 8f7c2f6e-0d3b-4c56-9d0e-3b1a5c1d2e3f',
    ],
  ])('TotalCredit%s, %s: %s', async (columns, cells, mistake) => {
    expect(await mistakesIn(world, file(columns, row(cells)))).toEqual([mistake])
  })

  test('W50 an end that is not after the start is refused, an end in the past is not', async () => {
    const text = file(
      ',ValidFrom,ExpireDate',
      row('1,2026-05-01,2026-05-01'),
      row('1,2020-05-01,2020-05-02'),
    )
    expect(await mistakesIn(world, text)).toEqual([
      '2 ExpireDate: Expiration data must be greater than valid from date',
    ])
  })

  test('all of them are named in the order of their lines, and nothing is imported', async () => {
    const before = await creditsOf(customer)
    const text = file(
      ',Description,SystemId',
      row('10,"two\nlines",a'),
      `999999,${location},ten,,b`,
      row('10,,c'),
      `${customer},0.5,10,,c`,
      `${customer},8888,10,,`,
    )
    expect(await mistakesIn(world, text)).toEqual([
      '4 TotalCredit: must be a number such as 12.5',
      '4 CoworkerId: names no Coworker that exists: 999999',
      '6 BusinessId: must be a whole number',
      '6 SystemId: is that of line 5 as well',
      '7 BusinessId: names no Business that exists: 8888',
    ])
    expect(await creditsOf(customer)).toEqual(before)
    expect(await differences()).toEqual([])
  })

  test('a mistake in the last of many batches undoes the others', async () => {
    const who = await makeCustomer(world, location)
    const good = `${who},${location},1`
    const text = file('', ...Array(10_500).fill(good), `${who},${location},0`)
    expect(await mistakesIn(world, text)).toEqual(['10502 TotalCredit: must be greater than zero'])
    expect((await creditsOf(who)).TotalItems).toBe(0)
    expect(await storyOf(world, who)).toEqual([])
  })

  test('after a hundred the rest is not looked at', async () => {
    const { mistakes, isCut } = await importText(world, file('', ...Array(150).fill(row('-1'))))
    expect(isCut).toBe(true)
    expect(mistakes.map(({ line }) => line)).toEqual(Array.from({ length: 100 }, (_, at) => at + 2))
  })

  test.each<[string, string]>([
    ['', 'The file is empty: its first line must name columns.'],
    ['CoworkerId,TotalCredit\n', 'The column BusinessId is missing.'],
    ['Description\n1\n', 'The columns CoworkerId, BusinessId, TotalCredit are missing.'],
    [
      'CoworkerId,BusinessId,TotalCredit,totalcredit\n',
      'The column TotalCredit is there more than once.',
    ],
  ])('the header %j: %s', async (text, problem) => {
    await expect(importText(world, text)).rejects.toThrow(problem)
  })

  test('columns that nobody knows, or nobody sets, are named with those there are', async () => {
    const text = file(',Id,Colour,,BusinessName', row('1,2,3,4,5'))
    await expect(importText(world, text)).rejects.toThrow(
      /^The columns Id, Colour, \(no name\), BusinessName are not taken\. An import takes CoworkerId, .*SystemId, RemainingCredit, Reason\.$/,
    )
  })
})

describe('a file that is imported again', () => {
  test('passes over every SystemId that a credit has, be it deleted, and imports the rest', async () => {
    const who = await makeCustomer(world, location)
    const own = await makeCredit(world, location, who, { SystemId: 'old 1' })
    await world.ask('DELETE', `${paths.credits}/${own}`)
    const line = (id: string) => `${who},${location},10,${id}`
    const text = file(',SystemId', line('old 1'), line('old 2'), line('""'), line('"old ""3"""'))
    const ended = { mistakes: [], isCut: false }
    expect(await importText(world, text)).toEqual({ credits: 3, passedOver: 1, ...ended })
    const more = `${text}${line('old 4')}\n`
    expect(await importText(world, more, { isCheck: true })).toMatchObject({ passedOver: 3 })
    expect(await importText(world, more)).toEqual({ credits: 2, passedOver: 3, ...ended })
    const { Records } = await creditsOf(who)
    const named = Records.map(({ SystemId }: { SystemId: string | null }) => SystemId)
    expect(named.sort()).toEqual([null, null, 'old "3"', 'old 2', 'old 4'].sort())
  })
})

test('a check says what an import would do, and does none of it', async () => {
  const before = await creditsOf(customer)
  const checked = await importText(world, file('', row('5'), row('6')), { isCheck: true })
  expect(checked).toEqual({ credits: 2, passedOver: 0, mistakes: [], isCut: false })
  expect(await creditsOf(customer)).toEqual(before)
})

test('20,000 rows for many customers: every wallet is sound, and lists count them all', async () => {
  const customers: number[] = []
  for (let made = 0; made < 20; made += 1) customers.push(await makeCustomer(world, location))
  const total = async () => (await world.ask('GET', paths.credits)).body.TotalItems
  const before = await total()
  const rows = Array.from({ length: 20_000 }, (_, at) => {
    const who = customers[(at * 7) % customers.length]
    return `${who},${location},${at + 1}.5,Pack ${at},legacy-${at},${at % 3 === 0 ? at : ''}`
  })
  const counted: number[] = []
  const text = file(',Description,SystemId,RemainingCredit', ...rows)
  const imported = await importText(world, text, { onProgress: (done) => counted.push(done) })
  expect(imported).toMatchObject({ credits: 20_000, mistakes: [] })
  expect(counted).toEqual([4_999, 9_999, 14_999, 19_999, 20_000])
  expect(await total()).toBe(before + 20_000)
  expect((await creditsOf(customers[0] ?? 0)).TotalItems).toBe(1_000)
  const [one] = customers
  const { rows: sums } = await sql<{ left: number }>`
    select sum(remaining_credit) as left from coworker_booking_credit
    where coworker_id = any(${customers}::bigint[])`.execute(world.service.database.executor)
  const expected = rows.reduce((sum, _, at) => sum + (at % 3 === 0 ? at : at + 1.5), 0)
  expect(sums[0]?.left).toBe(expected * 10_000)
  await expectSoundWallet(world, one ?? 0)
  expect(await differences()).toEqual([])
  // What a credit is used for afterwards is no different from any other.
  const { Records } = await creditsOf(one ?? 0)
  const first = Records.find((credit: { RemainingCredit: number }) => credit.RemainingCredit > 1)
  await world.create(paths.uses, { CoworkerBookingCreditId: first.Id, CreditUsed: 0.5 })
  await expectSoundWallet(world, one ?? 0)
})

// deskbank import as whoever moves to Deskbank sees it: a file, what is wrong with it, and the credits afterwards.

import { readdir } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { lockWallets } from '../../src/storage/wallets.ts'
import { signInAt } from '../support/client.ts'
import { withFolder } from '../support/folder.ts'
import { withFile } from '../support/import.ts'
import { endPrograms, run, serve, start } from '../support/program.ts'
import { lookup, paths } from '../support/space.ts'
import { makeStore, type Store } from '../support/store.ts'
import { administrator } from '../support/template.ts'
import { isPostgres } from '../support/world.ts'

// Programs take seconds to start on a machine with other things to do.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let store: Store
let customer: number
let location: number

beforeAll(async () => {
  store = await makeStore()
  const { address, stop } = await serve({ DATABASE_URL: store.url })
  const client = await signInAt(address, administrator)
  const place = { CountryId: lookup.country, SimpleTimeZoneId: lookup.london }
  location = await client.create(paths.businesses, {
    ...place,
    Name: 'Riverside',
    WebAddress: 'riverside',
    CurrencyId: lookup.pounds,
  })
  customer = await client.create(paths.coworkers, {
    ...place,
    FullName: 'Ada Brook',
    Email: 'ada@example.com',
    Businesses: [location],
  })
  await stop()
})
afterAll(async () => {
  await endPrograms()
  await store.drop()
})

const deskbank = (words: readonly string[]) => run(words, { DATABASE_URL: store.url })
const importing = (content: string, ...words: readonly string[]) =>
  withFile(content, (file) => deskbank(['import', file, ...words]))

test('mistakes are named with their lines, and nothing is imported; then it is, once, and the books agree', async () => {
  const header = '\uFEFFcoworkerid,businessid,totalcredit,remainingcredit,description,systemid\r\n'
  const good = `${customer},${location},100,40.5,"Große\nPackung",a1\r\n`
  const bad = `${customer},${location},"12,50",,,a2\r\n77,${location},5,6,,a3\r\n`

  expect(await importing(`${header}${good}${bad}`)).toMatchObject({
    code: 1,
    out: '3 mistakes; nothing was imported.\n',
    err: [
      'line 4, TotalCredit: must be a number such as 12.5 ("12,50")',
      'line 5, RemainingCredit: may not be more than TotalCredit, which is 5.0 ("6")',
      'line 5, CoworkerId: names no Coworker that exists: 77 ("77")',
      '',
    ].join('\n'),
  })
  expect(await importing(`${header}${good}`, '--check')).toMatchObject({
    code: 0,
    out: 'No mistakes: would import 1 credit. Nothing was changed.\n',
    err: '',
  })
  expect(await importing(`${header}${good}`)).toMatchObject({
    code: 0,
    out: 'Imported 1 credit.\n',
    err: '',
  })
  const more = `${customer},${location},7,,,a4\n`
  const fromInput = await withFolder(async (folder) => ({
    ended: await run(
      ['import', '-'],
      { DATABASE_URL: store.url, TMPDIR: folder },
      `${header}${good}${more}`,
    ),
    left: await readdir(folder),
  }))
  // What came by standard input was put into a folder, which is gone.
  expect(fromInput).toMatchObject({
    ended: { code: 0, out: 'Imported 1 credit, passed over 1 that are there already.\n', err: '' },
    left: [],
  })

  expect(await deskbank(['verify'])).toMatchObject({
    code: 0,
    out: '0 differences, 0 of them open.\n',
  })
  const { address, stop } = await serve({ DATABASE_URL: store.url })
  const client = await signInAt(address, administrator)
  const wallet = (await client.get(`/api/wallets/${customer}`)).body
  expect(wallet.Credits).toMatchObject([
    { TotalCredit: 100, RemainingCredit: 40.5 },
    { TotalCredit: 7, RemainingCredit: 7 },
  ])
  const list = (await client.get(`${paths.credits}?CoworkerBookingCredit_Coworker=${customer}`))
    .body
  expect(list).toMatchObject({
    TotalItems: 2,
    Records: [{ Description: 'Große\nPackung' }, { Description: null }],
  })
  expect((await client.get(paths.credits)).body.TotalItems).toBe(2)
  await stop()
})

test('what is no such file is said in a sentence, with exit 1', async () => {
  const semicolons = await importing(
    `CoworkerId;BusinessId;TotalCredit\n${customer};${location};12,5\n`,
  )
  expect(semicolons).toMatchObject({
    code: 1,
    out: '',
    err: 'The columns are separated by semicolons. Save the file with commas between the cells and points in the numbers.\n',
  })
  const unknown = await importing(`CoworkerId,BusinessId,TotalCredit,Saldo\n`)
  expect(unknown.code).toBe(1)
  expect(unknown.err).toMatch(/^The column Saldo is not taken\. An import takes CoworkerId, /)
})

// PGlite has a single process, so nobody can be in the way there.
test.runIf(isPostgres)(
  'R3 wallets that somebody else holds are waited for, but not for ever',
  async () => {
    const url = new URL(store.url)
    url.searchParams.set('options', '-c TimeZone=UTC -c DateStyle=ISO -c lock_timeout=200')
    const database = await store.open()
    const text = `CoworkerId,BusinessId,TotalCredit\n${customer},${location},5\n`
    await database.transaction(async (executor) => {
      await lockWallets(executor, [customer])
      const ended = await withFile(text, (file) =>
        run(['import', file], { DATABASE_URL: url.href }),
      )
      expect(ended).toMatchObject({
        code: 1,
        out: '',
        err: 'Something else is at work on these wallets. Nothing was imported; try again.\n',
      })
    })
    await database.close()
    expect(await importing(text, '--check')).toMatchObject({ code: 0 })
  },
)

test('what came in by standard input is gone when the import is told to end', () =>
  withFolder(async (folder) => {
    const held = async () => (await readdir(folder, { recursive: true })).sort()
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const importing = start(['import', '-'], { DATABASE_URL: store.url, TMPDIR: folder })
      importing.process.stdin.write('CoworkerId,BusinessId,TotalCredit\n')
      await vi.waitFor(async () => expect(await held()).toHaveLength(2), { timeout: 60_000 })
      expect((await held())[1]).toMatch(/^deskbank-import-\w+\/input$/)
      importing.process.kill(signal)
      expect((await importing.ended).signal).toBe(signal)
      expect(await held()).toEqual([])
    }
  }))

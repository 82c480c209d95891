// However many customers and movements there are, a screen asks for no more than it shows.

import type { Page, Response } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { administrator, type Demo, openDemo, password } from './demo.ts'
import { customers, makeLargeSpace, movements, plans } from './large-space.ts'
import { type Program, startProgram } from './program.ts'

let folder: string
let program: Program
let demo: Demo
let page: Page

beforeAll(async () => {
  folder = await makeFolder()
  await makeLargeSpace(folder)
  program = await startProgram('serve', {
    DATABASE_URL: `pglite:${folder}`,
    DESKBANK_ADMIN_EMAIL: administrator,
    DESKBANK_ADMIN_PASSWORD: password,
    LOG_LEVEL: 'warn',
    RATE_LIMIT: 'off',
  })
  demo = await openDemo(program.address)
  page = await demo.signIn(administrator)
  await page.waitForLoadState('networkidle')
}, 240_000)
afterAll(async () => {
  await demo?.close()
  await program?.stop()
  await removeFolder(folder)
})

interface Answer {
  readonly path: string
  /** Rows of the longest list in the answer. */
  readonly rows: number
  /** Rows there are on all pages together. */
  readonly total: number
}

async function answerOf(response: Response): Promise<Answer> {
  const body = await response.json()
  const lists = Object.values(body).filter(Array.isArray)
  return {
    path: response.url().replace(demo.address, ''),
    rows: Math.max(0, ...lists.map((list) => list.length)),
    total: body.TotalItems ?? 0,
  }
}

/** What was asked of the API by an action, until nothing more is on its way. */
async function answersTo(action: () => Promise<unknown>, ready: string): Promise<Answer[]> {
  const responses: Response[] = []
  const listen = (response: Response) => {
    if (new URL(response.url()).pathname.startsWith('/api/')) responses.push(response)
  }
  page.on('response', listen)
  await action()
  await page.locator(ready).first().waitFor()
  await page.waitForLoadState('networkidle')
  page.off('response', listen)
  return Promise.all(responses.map(answerOf))
}

const pageSize = 25

interface Expected {
  /** The table of the screen, and the list of the API that fills it. */
  readonly table: string
  readonly list: string
  /** How many rows there are, on all pages. */
  readonly total: number
}

/** Opens a screen with a list of many more rows than it shows: those it shows are loaded, and hardly anything else. */
async function expectPage(path: string, { table, list, total }: Expected): Promise<void> {
  const rows = `${table} tbody tr`
  const answers = await answersTo(() => page.goto(demo.address + path), rows)
  const asked = `${path} asked for ${answers.map((one) => one.path).join(' ')}`
  const shown = await page.locator(rows).count()
  const listed = answers.filter((one) => one.path.startsWith(list))
  expect(listed, asked).toMatchObject([{ rows: shown, total }])
  expect(shown, asked).toBe(Math.min(total, pageSize))
  expect(answers.length, asked).toBeLessThanOrEqual(8)
}

const wallets = { table: 'table.wallets', list: '/api/wallets?', total: customers }

test.each([
  ['first opened', '/wallets', customers],
  ['the last page', `/wallets?page=${customers / pageSize}`, customers],
  ['in order of a sum', '/wallets?orderBy=Spendable&dir=desc', customers],
  ['searched', '/wallets?Name=customer4999', 11],
])('the list of 50,000 customers loads one page: %s', async (_, path, total) => {
  await expectPage(path, { ...wallets, total })
})

const long = `/wallets/${customers}`
const timeline = { table: 'table.movements', list: `/api${long}/statement?`, total: movements }

test.each([
  ['first opened', long, movements],
  ['the last page', `${long}?page=${movements / pageSize}`, movements],
  ['of one kind', `${long}?kind=Grant`, 3],
])('the timeline of 5,000 movements loads one page: %s', async (_, path, total) => {
  await expectPage(path, { ...timeline, total })
})

test('turning a page asks for that page alone', async () => {
  await page.goto(demo.address + long)
  await page.locator('table.movements tbody tr').first().waitFor()
  await page.waitForLoadState('networkidle')
  const next = page.getByRole('button', { name: 'Next' })
  const answers = await answersTo(() => next.click(), 'text=/^26–50 of/')
  expect(answers).toMatchObject([
    { path: expect.stringContaining('page=2'), rows: pageSize, total: movements },
  ])
})

test('the picture of the balance has a point a day, not one a movement', async () => {
  const answers = await answersTo(() => page.goto(demo.address + long), '.movements tbody tr')
  const [balances] = answers.filter(({ path }) => path.includes('/balances'))
  expect(balances?.rows).toBeGreaterThan(300)
  expect(balances?.rows).toBeLessThanOrEqual(368)
})

test('the catalogue loads one page of plans', async () => {
  const list = '/api/billing/tariffs?'
  await expectPage('/plans', { table: '.RaDatagrid-table', list, total: plans })
})

test('an offer that 800 contracts promise is opened without them, and its menu has the first 100', async () => {
  const answers = await answersTo(
    () => page.goto(`${demo.address}/plan-offers/1`),
    '.grants tbody tr',
  )
  expect(Math.max(...answers.map(({ rows }) => rows))).toBeLessThanOrEqual(plans)
  const menu = page.getByLabel('Of the contract of')
  const [contracts, ...more] = await answersTo(() => menu.click(), 'role=option[name=/^Customer/]')
  expect(more).toEqual([])
  expect(contracts?.total).toBeGreaterThan(800)
  // The first is the contract that starts now.
  expect(await page.getByRole('option').count()).toBe((contracts?.rows ?? 0) + 1)
})

test.each(['Day', 'Month'] as const)(
  'reports over everybody every %s load figures and no customers',
  async (interval) => {
    const path = `/reports?interval=${interval}`
    const answers = await answersTo(() => page.goto(demo.address + path), '.report-chart canvas')
    const reports = answers.filter((one) => one.path.startsWith('/api/reports/'))
    // One location and one origin: a figure a period, in the picture and in the totals below it.
    const periods = { Day: 366, Month: 13 }[interval]
    expect(reports).toHaveLength(2)
    for (const report of reports) expect(report.rows).toBeLessThanOrEqual(periods)
    expect(answers.length).toBeLessThanOrEqual(8)
  },
)

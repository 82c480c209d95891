// A service that is out of reach, or fails: every screen says so in words, says nothing that is not so, and goes on afterwards.

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Client, signInAt } from '../support/client.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import {
  makeCredit,
  makeCustomer,
  makeLocation,
  makePlan,
  makeProduct,
  paths,
} from '../support/space.ts'
import { administrator, type Demo, openDemo, password } from './demo.ts'
import { type Program, startProgram } from './program.ts'
import { openRelay, type Relay, words } from './relay.ts'

let folder: string
let program: Program
let relay: Relay
let demo: Demo
let client: Client
let customer: number
let plan: number
let page: Page

beforeAll(async () => {
  folder = await makeFolder()
  program = await startProgram('serve', {
    DATABASE_URL: `pglite:${folder}`,
    DESKBANK_ADMIN_EMAIL: administrator,
    DESKBANK_ADMIN_PASSWORD: password,
    LOG_LEVEL: 'warn',
    RATE_LIMIT: 'off',
  })
  client = await signInAt(program.address, { email: administrator, password })
  const location = await makeLocation(client)
  customer = await makeCustomer(client, location)
  plan = await makePlan(client, location)
  await makeProduct(client, location)
  await makeCredit(client, location, customer, {
    Description: 'Goodwill',
    CaneBeUsedForBookings: true,
  })
  relay = await openRelay(program.address)
  demo = await openDemo(relay.address)
  page = await demo.signIn(administrator)
}, 240_000)
beforeEach(() => {
  relay.weather = 'fair'
  relay.lost = undefined
})
afterAll(async () => {
  await demo?.close()
  await relay?.stop()
  await program?.stop()
  await removeFolder(folder)
})

const unreachable = 'The service cannot be reached. Check the connection, then try again.'

const problem = (text: string) => page.locator('.problem', { hasText: text })
const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true })
const goTo = (name: string) =>
  page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name }).click()

/** What stands there once a screen has come. */
const screens = () =>
  [
    ['Wallets', '/wallets', 'table.wallets'],
    ['Reports', '/reports', '.sheet'],
    ['Plans', '/plans', '.RaDatagrid-row'],
    ['Products', '/products', '.RaDatagrid-row'],
    ['Rates', '/rates', '.RaList-content'],
    ['Resource types', '/resource-types', '.RaList-content'],
    ['Settings check', '/health', '.sheet'],
    ['a plan', `/plans/${plan}`, '.offers'],
    ['a wallet', `/wallets/${customer}`, '.card'],
    ['Try a charge', `/wallets/${customer}/try`, '.charge-form'],
    ['Statement', `/wallets/${customer}/statement`, '.sheet'],
  ] as const

const failures = [
  ['nothing goes in', unreachable],
  ['balancer says 503', unreachable],
  ['service says 500', words],
] as const

describe.each(failures)('when %s', (weather, text) => {
  test('every screen that is loaded says so, claims nothing, and comes when it is asked again', async () => {
    for (const [name, path, ready] of screens()) {
      relay.weather = weather
      await page.goto(relay.address + path)
      await problem(text).first().waitFor()
      expect(await heading('No wallet to see here').count(), name).toBe(0)
      expect(await page.locator('#screen').textContent(), name).not.toMatch(
        /found|Nothing|No customer|\d of \d|Failed to fetch/,
      )
      relay.weather = 'fair'
      await problem(text).first().getByRole('button', { name: 'Try again' }).click()
      await page.locator(ready).first().waitFor()
      await expect.poll(() => page.locator('.problem').count(), { message: name }).toBe(0)
    }
  })

  test('a list that was there before is not said to be empty', async () => {
    await page.goto(`${relay.address}/plans`)
    await page.locator('.RaDatagrid-rowEven').waitFor()
    await goTo('Products')
    await heading('Products').waitFor()
    relay.weather = weather
    await goTo('Plans')
    await problem(text).waitFor()
    expect(await page.locator('#screen').textContent()).not.toMatch(/found|\d of \d/)
  })
})

test('a screen whose files cannot be had says so, and comes when the service is back', async () => {
  // A window that has loaded no other screen before.
  const fresh = await demo.signIn(administrator)
  await fresh.waitForLoadState('networkidle')
  await relay.stop()
  try {
    await fresh.getByRole('link', { name: 'Settings check' }).click()
    const said = fresh.getByRole('alert').filter({ hasText: 'could not be loaded' })
    await said.waitFor()
  } finally {
    await relay.listen()
  }
  await fresh.getByRole('button', { name: 'Try again' }).click()
  await fresh.getByRole('heading', { level: 1, name: 'Settings check' }).waitFor()
  await fresh.context().close()
})

test('only a wallet that is not there is none to see', async () => {
  await page.goto(`${relay.address}/wallets/999999`)
  await heading('No wallet to see here').waitFor()
})

const remaining = async () => {
  const { body } = await client.get(`/api/wallets/${customer}`)
  return body.Spendable as number
}

test('a write whose answer is lost says that nobody knows, and pressed again it is done once', async () => {
  await page.goto(`${relay.address}/wallets/${customer}`)
  const before = await remaining()
  await page
    .locator('.card', { hasText: 'Goodwill' })
    .getByRole('button', { name: 'Adjust' })
    .click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(/Amount/).fill('5')
  await dialog.getByLabel(/Reason/).fill('The projector was broken')
  const press = () => dialog.getByRole('button', { name: 'Add credit' }).click()

  relay.lost = 'POST'
  relay.keys.length = 0
  await press()
  await dialog
    .getByRole('alert')
    .filter({ hasText: 'it is not known whether this was done' })
    .waitFor()
  expect(await dialog.textContent()).not.toContain('Failed to fetch')
  expect(await remaining()).toBe(before + 5)
  await press()
  await expect.poll(() => relay.keys.length).toBe(2)
  expect(relay.keys[0]).toMatch(/^[0-9a-f]{32}$/)
  expect(relay.keys[1]).toBe(relay.keys[0])
  await dialog.getByRole('alert').waitFor()

  relay.lost = undefined
  await press()
  await page.getByRole('alert').filter({ hasText: 'Adjusted' }).waitFor()
  expect(await remaining()).toBe(before + 5)
})

test('a credit whose end nobody has confirmed is ended once, at the instant of the first press', async () => {
  await page.goto(`${relay.address}/wallets/${customer}`)
  const card = page.locator('.card', { hasText: 'Goodwill' })
  await card.getByRole('button', { name: 'Expire now' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(/Reason/).fill('Granted by mistake')
  const press = () => dialog.getByRole('button', { name: 'Expire now' }).click()
  const answered = page.waitForResponse((one) => one.url().endsWith(`/api/wallets/${customer}`))
  // What is read before the write comes through; the answer of the write does not.
  relay.lost = 'PATCH'
  await press()
  await answered
  await dialog.getByRole('alert').filter({ hasText: 'it is not known' }).waitFor()
  relay.lost = undefined
  await press()
  await page.getByRole('alert').filter({ hasText: 'The credit has expired' }).waitFor()
  expect(await remaining()).toBe(0)
})

test('a form whose answer is lost makes one record, however often it is saved', async () => {
  await page.goto(`${relay.address}/resource-types/create`)
  await page.getByLabel(/Name/).fill('Quiet room')
  await page.getByLabel(/Location/).click()
  await page.getByRole('option').last().click()
  const save = () => page.getByRole('button', { name: 'Save' }).click()
  relay.lost = 'POST'
  await save()
  await page.getByRole('alert').filter({ hasText: 'it is not known' }).waitFor()
  relay.lost = undefined
  await save()
  await heading('Quiet room').waitFor()
  const { body } = await client.get(`${paths.resourceTypes}?ResourceType_Name=Quiet%20room`)
  expect(body.TotalItems).toBe(1)
})

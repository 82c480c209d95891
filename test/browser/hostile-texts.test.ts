// Texts that a page would run if it took them for its own: in every text that the console shows, on every screen.

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, signInAt } from '../support/client.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import {
  makeCredit,
  makeCustomer,
  makeLocation,
  makePlan,
  makeProduct,
  makeRate,
  makeResourceType,
  makeTimeCredit,
  paths,
} from '../support/space.ts'
import { administrator, type Demo, openDemo, password } from './demo.ts'
import { type Program, startProgram } from './program.ts'
import { screensFor } from './screens.ts'

const run = 'globalThis.ran=1'
const hostile = [
  `"'><img src=x onerror="${run}"><script>${run}</script>`,
  `<svg/onload=${run}>`,
  `javascript:${run}//`,
  `{{constructor.constructor('${run}')()}}`,
  `</title></script><iframe srcdoc="<script>parent.${run}</script>">`,
].join(' ')
const member = 'somebody@example.org'

let folder: string
let program: Program
let demo: Demo
let customer: number

beforeAll(async () => {
  folder = await makeFolder()
  program = await startProgram('serve', {
    DATABASE_URL: `pglite:${folder}`,
    DESKBANK_ADMIN_EMAIL: administrator,
    DESKBANK_ADMIN_PASSWORD: password,
    LOG_LEVEL: 'warn',
    RATE_LIMIT: 'off',
  })
  customer = await fill(await signInAt(program.address, { email: administrator, password }))
  demo = await openDemo(program.address)
}, 240_000)
afterAll(async () => {
  await demo?.close()
  await program?.stop()
  await removeFolder(folder)
})

/** One of everything that the console shows, with the hostile text wherever there may be any. */
async function fill(client: Client): Promise<number> {
  const named = { Name: hostile, Description: hostile }
  const location = await makeLocation(client, { Name: hostile })
  const type = await makeResourceType(client, location)
  await client.create(paths.resourceTypes, { BusinessId: location, Name: hostile })
  const rate = await makeRate(client, location, { ...named, ResourceTypes: [type] })
  const plan = await makePlan(client, location, named)
  const product = await makeProduct(client, location, named)
  const renewal = { ServiceRenewalTime: 'CalendarMonth', CaneBeUsedForBookings: true, Credit: 100 }
  await client.create(paths.planOffers, { ...renewal, TariffId: plan, Name: hostile })
  await client.create(paths.offers, {
    ProductId: product,
    Name: hostile,
    Credit: 10,
    ExpireTimeInMonths: 0,
  })
  const user = await client.create(paths.users, {
    FullName: hostile,
    Email: member,
    NewPassword: password,
    APIAccess: true,
    Active: true,
  })
  const texts = {
    FullName: hostile,
    BillingName: hostile,
    CompanyName: hostile,
    Notes: hostile,
    Address: hostile,
    Tag: hostile,
  }
  const id = await makeCustomer(client, location, texts)
  await client.create(paths.teams, { BusinessId: location, Name: hostile, TeamMembers: [id] })
  await client.create(paths.contracts, {
    IssuedById: location,
    CoworkerId: id,
    TariffId: plan,
    BillingDay: 1,
    Quantity: 1,
    Notes: hostile,
  })
  // A login is given to a customer that is there.
  await fetch(`${program.address}${paths.coworkers}/${id}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${client.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ UserId: user }),
  })
  const credit = await makeCredit(client, location, id, { Description: hostile })
  const past = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()
  await makeCredit(client, location, id, {
    Description: hostile,
    ValidFrom: past(90),
    ExpireDate: past(30),
  })
  await makeTimeCredit(client, location, id, rate, { TotalUses: 60 })
  const wallet = `/api/wallets/${id}`
  for (const [path, body] of [
    ['adjust', { CoworkerBookingCreditId: credit, Amount: -1, Reason: hostile }],
    [
      'spend',
      {
        Charges: [{ Kind: 'Other', Amount: 2, Description: hostile }],
        Reference: hostile.slice(0, 100),
      },
    ],
  ] as const) {
    const { status, body: answer } = await client.post(`${wallet}/${path}`, body)
    expect({ status, answer }).toMatchObject({ status: 200 })
  }
  return id
}

/** What the page has noticed of being tricked. */
async function noticed(page: Page): Promise<unknown> {
  return page.evaluate(() => {
    const { ran, violations } = globalThis as unknown as Record<string, unknown>
    const strangers = document.querySelectorAll(
      'img[src="x"], [onload], [onerror], iframe, script:not([src]), a[href^="javascript" i]',
    )
    return { ran, violations, strangers: [...strangers].map((one) => one.outerHTML) }
  })
}
const nothing = { ran: undefined, violations: [], strangers: [] }

async function watch(page: Page): Promise<Page> {
  await page.context().addInitScript(() => {
    const violations: string[] = []
    Object.assign(globalThis, { violations })
    document.addEventListener('securitypolicyviolation', (event) =>
      violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
    )
  })
  return page
}

test('the page lets run only scripts of its own files, and styles that know its nonce', async () => {
  const answer = await fetch(demo.address, { headers: { accept: 'text/html' } })
  const policy = String(answer.headers.get('content-security-policy'))
  expect(policy).toMatch(/script-src 'self';/)
  expect(policy).toMatch(/style-src 'self' 'nonce-[^']+';/)
  expect(policy).not.toMatch(/unsafe|data: |blob:|\*/)
  expect(await answer.text()).not.toMatch(/<script(?![^>]*\bsrc=)|\son\w+=/)
})

test.each(['administrator', 'member'] as const)(
  'no screen runs a text of a record, or breaks on it: %s',
  async (who) => {
    const page = await watch(await demo.signIn(who === 'member' ? member : administrator))
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    page.on('dialog', (dialog) => errors.push(dialog.message()))
    const screens = screensFor(customer).filter(
      ({ as }) => (as === 'member') === (who === 'member'),
    )
    let shown = 0
    for (const { name, path, ready } of screens) {
      await page.goto(`${demo.address}${path}`)
      await page.locator(ready).first().waitFor()
      await page.waitForLoadState('networkidle')
      // What a pointer rests on may show more.
      const canvas = page.locator('canvas').first()
      if (await canvas.isVisible()) await canvas.hover()
      expect({ name, ...((await noticed(page)) as object) }).toEqual({ name, ...nothing })
      const inputs = await page
        .locator('input, textarea')
        .evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value))
      const text = [await page.locator('#root').textContent(), ...inputs].join('\n')
      if (text.includes('onerror=')) shown += 1
    }
    expect(errors).toEqual([])
    // Screens that show none of it would prove nothing.
    expect(shown).toBeGreaterThan(who === 'member' ? 0 : 8)
  },
)

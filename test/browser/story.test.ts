// A day at the desk, told in the console: from signing in to a member who looks where they may not.

import { readFile } from 'node:fs/promises'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { administrator, type Demo, member, openDemo } from './demo.ts'

let demo: Demo
let page: Page

beforeAll(async () => {
  demo = await openDemo()
  page = await demo.signIn(administrator)
})
afterAll(() => demo.close())

const first = () => page.locator('.first-number')
const spendable = async () => amountIn(await first().textContent())
const amountIn = (text: string | null) => Number((text ?? '').replace(/[^\d.-]/g, ''))
const cardOf = (name: string): Locator => page.locator('.card', { hasText: name })
const done = (text: string | RegExp) => page.getByRole('alert').filter({ hasText: text }).waitFor()

/** Waits until the big number is another one, and answers it. */
async function next(before: number): Promise<number> {
  await expect.poll(spendable).not.toBe(before)
  return spendable()
}

describe('somebody at the desk', () => {
  test('is told when the password is wrong', async () => {
    const visitor = await (await demo.browser.newContext()).newPage()
    await visitor.goto(demo.address)
    await visitor.getByLabel('E-mail').fill(administrator)
    await visitor.getByLabel('Password').fill('not this one')
    await visitor.getByRole('button', { name: 'Sign in' }).click()
    await visitor.getByRole('alert').filter({ hasText: 'incorrect' }).waitFor()
    await visitor.context().close()
  })

  test('finds a customer by part of the name', async () => {
    await page.getByRole('searchbox', { name: 'Name or e-mail' }).fill('amara')
    await expect.poll(() => page.locator('table.wallets tbody tr').count()).toBe(1)
    await page.getByRole('link', { name: 'Amara Okonkwo' }).click()
    await page.getByRole('heading', { name: 'Amara Okonkwo' }).waitFor()
    expect(await spendable()).toBeGreaterThan(0)
  })

  test('reads why a credit cannot be used', async () => {
    const spent = page.locator('.card.spent').first()
    await expect.poll(() => spent.textContent()).toMatch(/is used|was good until/)
  })

  test('looks back at the balance of another day', async () => {
    const now = await spendable()
    await page.getByLabel('Balance as of').fill('2020-01-01')
    expect(await next(now)).toBe(0)
    await page.getByRole('button', { name: 'Back to now' }).click()
    await expect.poll(spendable).toBe(now)
  })

  test('adjusts a credit with a reason, and sees before what it will do', async () => {
    const before = await spendable()
    await cardOf('Meeting pack').getByRole('button', { name: 'Adjust' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(/Amount/).fill('5')
    const effect = () => dialog.getByLabel('What this will do').textContent()
    await expect.poll(effect).toContain(`£${(before + 5).toFixed(2)}`)
    expect(await dialog.getByRole('button', { name: 'Add credit' }).isDisabled()).toBe(true)
    await dialog.getByLabel(/Reason/).fill('The projector was broken')
    await dialog.getByRole('button', { name: 'Add credit' }).click()
    await done('Adjusted')
    expect(await next(before)).toBe(before + 5)
    await page.locator('.movements').getByText('The projector was broken').waitFor()
  })

  test('takes no more than there is', async () => {
    await cardOf('Meeting pack').getByRole('button', { name: 'Adjust' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(/Amount/).fill('-100000')
    await dialog.getByLabel(/Reason/).fill('Too much')
    await dialog.getByText('No more than').waitFor()
    expect(await dialog.getByRole('button', { name: 'Take credit' }).isDisabled()).toBe(true)
    await dialog.getByRole('button', { name: 'Keep as it is' }).click()
  })

  test('grants credit, extends it, and ends it, each with a reason that stays', async () => {
    const before = await spendable()
    await page.getByRole('button', { name: 'Grant credit' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(/Amount/).fill('12')
    await dialog.getByLabel(/^Name/).fill('Goodwill')
    await dialog.getByLabel(/Reason/).fill('The lift was out')
    await dialog.getByRole('button', { name: 'Grant', exact: true }).click()
    await done('was granted')
    const granted = await next(before)
    expect(granted).toBe(before + 12)

    await cardOf('Goodwill').getByRole('button', { name: 'Extend' }).click()
    await dialog.getByLabel('Valid through').fill('2035-06-30')
    await dialog.getByLabel(/Reason/).fill('Asked nicely')
    await dialog.getByRole('button', { name: 'Extend' }).click()
    await cardOf('Goodwill').getByText('Until 30 Jun 2035').waitFor()

    await cardOf('Goodwill').getByRole('button', { name: 'Expire now' }).click()
    await dialog.getByLabel(/Reason/).fill('Granted by mistake')
    await dialog.getByRole('button', { name: 'Expire now' }).click()
    expect(await next(granted)).toBe(before)
    const movements = page.locator('.movements')
    for (const reason of ['The lift was out', 'Asked nicely', 'Granted by mistake']) {
      await movements.getByText(reason).first().waitFor()
    }
  })

  test('tries a charge, reads who would pay and who would not, and books it', async () => {
    const before = await spendable()
    await page.getByRole('link', { name: 'Try a charge' }).click()
    await page.getByLabel('Resource type').click()
    await page.getByRole('option', { name: 'Meeting room' }).first().click()
    await page.getByLabel(/Price/).fill('60')
    const payers = page.locator('.panel', { hasText: 'These pay' })
    await payers.getByText('Flex meeting credit').waitFor()
    const refused = page.locator('.panel', { hasText: 'These do not' })
    await refused.getByText('It does not pay bookings').first().waitFor()
    await page.getByRole('button', { name: 'Book it' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(/What for/).fill('Board room')
    await dialog.getByRole('button', { name: 'Use £60.00' }).click()
    await page.getByRole('heading', { name: 'Amara Okonkwo' }).waitFor()
    expect(await next(before)).toBe(before - 60)
  })

  test('cancels it, and sees the credit come back', async () => {
    const before = await spendable()
    const uses = page.locator('.movements tr', { hasText: 'Used' })
    await uses.first().getByRole('button', { name: 'Release' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(/Reason/).fill('Called off')
    const amount = async () => Number(await dialog.getByLabel(/Amount/).inputValue())
    await expect.poll(amount).toBeGreaterThan(0)
    const given = await amount()
    await dialog.getByRole('button', { name: 'Give back' }).click()
    await done('was given back')
    expect(await next(before)).toBe(before + given)
    await page.locator('.movements').getByText('Called off').waitFor()
  })

  test('moves the clock over the end of the month: old credit is gone, new credit there', async () => {
    const old = await cardOf('Flex meeting credit').first().textContent()
    await page.getByRole('button', { name: 'A month on' }).click()
    await expect.poll(() => cardOf('Flex meeting credit').first().textContent()).not.toBe(old)
    expect(await cardOf('Flex meeting credit').first().textContent()).toContain('£40.00 of £40.00')
    await page.locator('.movements tr', { hasText: 'Expired' }).first().waitFor()
    await page.locator('.movements tr', { hasText: 'Granted' }).first().waitFor()
  })

  test('finds the reports as far on as the clock', async () => {
    const wallet = page.url()
    const now = await page.locator('.sandbox time').getAttribute('datetime')
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.url().includes('interval=')),
      page.goto(`${demo.address}/reports`),
    ])
    const from = new URL(answer.url()).searchParams.get('from') ?? ''
    const days = (Date.parse(now ?? '') - Date.parse(from)) / 86_400_000
    expect(days).toBeGreaterThanOrEqual(364)
    expect(days).toBeLessThan(367)
    await page.goto(wallet)
    await page.getByRole('heading', { name: 'Amara Okonkwo' }).waitFor()
  })

  test('narrows the timeline to one kind of movement', async () => {
    await page.getByLabel('Movement').click()
    await page.getByRole('option', { name: 'Adjust' }).click()
    await expect.poll(() => page.locator('.movements tbody tr').count()).toBe(1)
    await page.locator('.movements').getByText('The projector was broken').waitFor()
  })

  test('takes the statement home', async () => {
    await page.getByRole('link', { name: 'Statement' }).click()
    await page.getByRole('heading', { name: 'Statement' }).waitFor()
    await page.locator('.sheet').waitFor()
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download CSV' }).click(),
    ])
    const text = await readFile(await file.path(), 'utf8')
    expect(text.split('\r\n')[0]).toContain('OccurredOn')
    expect(text).toContain('Flex meeting credit')
  })

  test('sees what an offer will grant while it is edited, before it is saved', async () => {
    await page.goto(`${demo.address}/plan-offers/1`)
    const grants = page.locator('.grants tbody tr')
    await expect.poll(() => grants.count()).toBe(12)
    await page.getByLabel(/Credit granted/).fill('55')
    await expect.poll(() => grants.first().textContent()).toContain('£55.00')
  })

  test('resets the sandbox', async () => {
    await page.goto(`${demo.address}/wallets`)
    const moved = await page.locator('.sandbox time').getAttribute('datetime')
    await page.getByRole('button', { name: 'Reset' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Reset' }).click()
    const now = () => page.locator('.sandbox time').getAttribute('datetime')
    await expect.poll(now, { timeout: 100_000 }).not.toBe(moved)
  }, 120_000)

  test('stays signed in when the token runs out', async () => {
    await page.evaluate(() => {
      const session = JSON.parse(localStorage.getItem('deskbank.session') ?? '{}')
      localStorage.setItem('deskbank.session', JSON.stringify({ ...session, access: 'worn-out' }))
    })
    await page.goto(`${demo.address}/wallets`)
    await page.locator('table.wallets tbody tr').first().waitFor()
    const session = await page.evaluate(() => localStorage.getItem('deskbank.session') ?? '')
    expect(session).not.toContain('worn-out')
  })

  test('turns the pages of a long timeline, a page of rows at a time', async () => {
    const rows = page.locator('.movements tbody tr')
    const wallet = page.locator('table.wallets a').first()
    const name = await wallet.textContent()
    await wallet.click()
    await page.getByRole('heading', { name: name ?? '' }).waitFor()
    const [, id] = /wallets\/(\d+)/.exec(page.url()) ?? []
    await page.evaluate(adjustOften, { id: Number(id), times: 30 })
    await page.reload()
    await expect.poll(() => rows.count()).toBe(25)
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.url().includes('page=2')),
      page.getByRole('button', { name: 'Next' }).click(),
    ])
    expect((await answer.json()).Records.length).toBeLessThanOrEqual(25)
    await page.getByText(/^26–/).waitFor()
  })

  test('signs out, and the token is worth nothing any more', async () => {
    const whoIs = await page.evaluate(() => {
      const { access } = JSON.parse(localStorage.getItem('deskbank.session') ?? '{}')
      return { headers: { authorization: `Bearer ${access}` } }
    })
    const status = async () => (await fetch(`${demo.address}/api/auth/me`, whoIs)).status
    expect(await status()).toBe(200)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(await status()).toBe(401)
    await page.goto(`${demo.address}/wallets`)
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  })
})

/** Makes a long timeline, in the page, with its session. */
async function adjustOften({ id, times }: { id: number; times: number }): Promise<void> {
  const { access } = JSON.parse(localStorage.getItem('deskbank.session') ?? '{}')
  const headers = { authorization: `Bearer ${access}`, 'content-type': 'application/json' }
  const wallet = await (await fetch(`/api/wallets/${id}`, { headers })).json()
  const CoworkerBookingCreditId = wallet.Credits[0].Id
  for (let time = 0; time < times; time += 1) {
    const Amount = time % 2 === 0 ? 1 : -1
    const body = JSON.stringify({ CoworkerBookingCreditId, Amount, Reason: 'to and fro' })
    const answer = await fetch(`/api/wallets/${id}/adjust`, { method: 'POST', headers, body })
    if (!answer.ok) throw new Error(await answer.text())
  }
}

describe('a member', () => {
  test('sees their own credit, and nothing that is for staff', async () => {
    const own = await demo.signIn(member)
    await own.getByRole('heading', { name: 'Hello, Amara' }).waitFor()
    expect(await own.locator('nav[aria-label=Screens] a').allInnerTexts()).toEqual(['My credit'])
    await own.locator('.card', { hasText: 'Meeting room' }).first().waitFor()
    await own.getByRole('heading', { name: 'Statement' }).waitFor()
    expect(await own.getByRole('button', { name: /Adjust|Grant|Expire/ }).count()).toBe(0)
  })

  test('is refused the wallet of another, and the list of all', async () => {
    const own = await demo.signIn(member)
    await own.goto(`${demo.address}/wallets/17`)
    await own.getByRole('alert').filter({ hasText: 'No wallet to see here' }).waitFor()
    await own.goto(`${demo.address}/wallets`)
    await own.getByRole('alert').filter({ hasText: 'You need the role' }).waitFor()
  })
})

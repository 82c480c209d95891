// What a screen costs: no request to anywhere else, few of them, no more rows than it shows, and little to load at first.

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page, Response } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { administrator, type Demo, member, openDemo } from './demo.ts'
import { type Screen, screensFor } from './screens.ts'

let demo: Demo

beforeAll(async () => {
  demo = await openDemo()
})
afterAll(() => demo.close())

interface Cost {
  readonly hosts: ReadonlySet<string>
  /** Requests to the API. */
  readonly asked: readonly string[]
  /** Rows of lists that came in one answer. */
  readonly mostRows: number
  /** As they came over the wire. */
  readonly bytes: number
}

/** Opens a screen for the first time, in a window that has loaded nothing, and counts. */
async function costOf(page: Page, screen: Screen): Promise<Cost> {
  const responses: Response[] = []
  page.on('response', (response) => responses.push(response))
  await page.goto(demo.address + screen.path)
  await page.locator(screen.ready).first().waitFor()
  await page.waitForLoadState('networkidle')
  const asked = responses.filter((one) => new URL(one.url()).pathname.startsWith('/api/'))
  const lists = await Promise.all(asked.map((one) => one.json().catch(() => ({}))))
  const sizes = await Promise.all(
    responses.map(async (one) => (await one.request().sizes()).responseBodySize),
  )
  return {
    hosts: new Set(responses.map((one) => new URL(one.url()).host || 'data')),
    asked: asked.map((one) => one.url().replace(demo.address, '')),
    mostRows: Math.max(0, ...lists.map((list) => list.Records?.length ?? 0)),
    bytes: sizes.reduce((sum, size) => sum + size, 0),
  }
}

/** The rows a screen may take in one answer: those of its list, or what fills a picture or a menu. */
const mostRows: Readonly<Record<string, number>> = {
  statement: 200,
  me: 200,
  reports: 1_000,
  lost: 1_000,
  plan: 200,
  offer: 200,
  'product offer': 200,
}

describe('every screen', () => {
  test('is frugal when it is opened first', async () => {
    const sessionOf = async (email: string) => (await demo.signIn(email)).context().storageState()
    const sessions = { staff: await sessionOf(administrator), member: await sessionOf(member) }
    for (const screen of screensFor(18)) {
      // A window of its own, with the session and an empty cache.
      const context = await demo.browser.newContext({
        storageState: sessions[screen.as ?? 'staff'],
      })
      const cost = await costOf(await context.newPage(), screen)
      await context.close()
      const { host } = new URL(demo.address)
      expect(
        [...cost.hosts].filter((one) => one !== 'data'),
        screen.name,
      ).toEqual([host])
      expect(cost.asked.length, `${screen.name}: ${cost.asked.join(' ')}`).toBeLessThanOrEqual(12)
      expect(cost.mostRows, screen.name).toBeLessThanOrEqual(mostRows[screen.name] ?? 25)
      expect(cost.bytes, `bytes of ${screen.name}`).toBeLessThan(600_000)
      // Less would not be the whole of it.
      expect(cost.bytes, `bytes of ${screen.name}`).toBeGreaterThan(200_000)
    }
  }, 180_000)
})

// For whoever wants to see what this looks like, which no test says. The two of README are copies of these.
const pictures = fileURLToPath(new URL('./pictures/', import.meta.url))

test('pictures of the main screens are there to be looked at', async () => {
  await mkdir(pictures, { recursive: true })
  for (const width of [1440, 390]) {
    const windows = {
      staff: await demo.signIn(administrator, { width }),
      member: await demo.signIn(member, { width }),
    }
    for (const { name, path, ready, as = 'staff' } of screensFor(18).filter((one) => one.isMain)) {
      const page = windows[as]
      await page.goto(demo.address + path)
      await page.locator(ready).first().waitFor()
      await page.waitForLoadState('networkidle')
      const picture = await page.screenshot({ path: join(pictures, `${name}-${width}.png`) })
      expect(picture.length, name).toBeGreaterThan(10_000)
    }
  }
})

// Every screen, in light and in dark, before axe: no serious finding, and nothing wider than the screen.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { administrator, type Demo, member, openDemo } from './demo.ts'
import { screensFor } from './screens.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let demo: Demo

beforeAll(async () => {
  demo = await openDemo()
})
afterAll(() => demo.close())

interface Look {
  readonly scheme: 'light' | 'dark'
  readonly width: number
  /** Undefined is all of them: what a dark look changes is colours. */
  readonly rules?: readonly string[]
}

const looks: readonly Look[] = [
  { scheme: 'light', width: 1440 },
  { scheme: 'light', width: 390 },
  { scheme: 'dark', width: 390, rules: ['color-contrast'] },
  { scheme: 'dark', width: 1440, rules: ['color-contrast'] },
]

/** Another look of the same screen, when everything has taken it on. */
async function take(page: Page, { scheme, width }: Look): Promise<void> {
  await page.setViewportSize({ width, height: 900 })
  await page.emulateMedia({ colorScheme: scheme })
  await page.waitForFunction(
    (wanted) =>
      getComputedStyle(document.documentElement).colorScheme === wanted &&
      document.getAnimations().every((one) => one.playState !== 'running'),
    scheme,
  )
}

/** Findings that keep people from using a screen. */
async function findings(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  const results = await page.evaluate(
    (only) => (globalThis as unknown as { axe: Axe }).axe.run(only ? { runOnly: [...only] } : {}),
    rules,
  )
  expect(results.passes.length, 'rules that were looked at').toBeGreaterThan(rules ? 0 : 10)
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target} ${node.failureSummary}`))
}

interface Axe {
  readonly run: (options: { runOnly?: string[] }) => Promise<AxeResults>
}

const overhang = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

/** Tables of which a part is out of sight. */
const cutOff = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('.sheet')]
      .filter((sheet) => sheet.scrollWidth > sheet.clientWidth)
      .map((sheet) => sheet.textContent),
  )

test('every screen can be used by everybody, in light and in dark, wide and narrow, and fits', async () => {
  const windows = { staff: await demo.signIn(administrator), member: await demo.signIn(member) }
  for (const { name, path, ready, as = 'staff' } of screensFor(18)) {
    const page = windows[as]
    await page.goto(demo.address + path)
    await page.locator(ready).first().waitFor()
    await page.waitForLoadState('networkidle')
    // Through the protocol of the browser, because the policy of the page lets no foreign script in.
    await page.evaluate(axe)
    for (const look of looks) {
      const seen = `${name} in ${look.scheme}, ${look.width} wide`
      await take(page, look)
      await expect
        .poll(() => overhang(page), { message: `${seen}, hangs over` })
        .toBeLessThanOrEqual(0)
      await expect.poll(() => cutOff(page), { message: `${seen}, is cut off` }).toEqual([])
      expect(await findings(page, look.rules), seen).toEqual([])
    }
  }
}, 240_000)

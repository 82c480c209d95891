// Every screen, in light and in dark, before axe: no serious finding, and nothing wider than the screen.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { administrator, type Demo, member, openDemo } from './demo.ts'
import { screensFor } from './screens.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let demo: Demo

beforeAll(async () => {
  demo = await openDemo()
})
afterAll(() => demo.close())

/** Findings that keep people from using a screen. */
async function findings(page: Page): Promise<readonly string[]> {
  // Through the protocol of the browser, because the policy of the page lets no foreign script in.
  await page.evaluate(axe)
  const results = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run: () => Promise<AxeResults> } }).axe.run(),
  )
  expect(results.passes.length, 'rules that were looked at').toBeGreaterThan(10)
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target} ${node.failureSummary}`))
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

const looks = [
  { scheme: 'light', width: 1440 },
  { scheme: 'dark', width: 1440 },
  { scheme: 'light', width: 390 },
  { scheme: 'dark', width: 390 },
] as const

describe.each(looks)('in $scheme, $width wide', (look) => {
  test('every screen can be used by everybody, and fits', async () => {
    const windows = {
      staff: await demo.signIn(administrator, look),
      member: await demo.signIn(member, look),
    }
    for (const { name, path, ready, as = 'staff' } of screensFor(18)) {
      const page = windows[as]
      await page.goto(demo.address + path)
      await page.locator(ready).first().waitFor()
      await page.waitForLoadState('networkidle')
      expect(await findings(page), name).toEqual([])
      expect(await overhang(page), `${name} hangs over`).toBeLessThanOrEqual(0)
      expect(await cutOff(page), `${name} is cut off`).toEqual([])
    }
  })
})

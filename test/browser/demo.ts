// A browser in front of the demo, and people who sign in.

import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { inject } from 'vitest'

export const password = 'deskbank-demo'
export const administrator = 'admin@example.com'

export const member = 'amara.okonkwo@example.org'

export interface Demo {
  readonly address: string
  readonly browser: Browser
  /** A window of its own, signed in through the form. */
  readonly signIn: (email: string, look?: Look) => Promise<Page>
  readonly close: () => Promise<void>
}

export interface Look {
  readonly width?: number
  readonly scheme?: 'light' | 'dark'
}

/** A browser in front of the demo, or of another program. */
export async function openDemo(address = inject('demo')): Promise<Demo> {
  const browser = await chromium.launch({
    executablePath: findChromium(),
    // As root, and in containers, Chromium starts only without its own sandbox.
    args: ['--no-sandbox'],
  })
  const contexts: BrowserContext[] = []
  const signIn = async (email: string, { width = 1440, scheme = 'light' }: Look = {}) => {
    const context = await browser.newContext({
      viewport: { width, height: 900 },
      colorScheme: scheme,
      locale: 'en-GB',
      reducedMotion: 'reduce',
      acceptDownloads: true,
    })
    contexts.push(context)
    const page = await context.newPage()
    await page.goto(address)
    await page.getByLabel('E-mail').fill(email)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { level: 1 }).filter({ hasNotText: 'Sign in' }).waitFor()
    return page
  }
  const close = async () => {
    for (const context of contexts) await context.close()
    await browser.close()
  }
  return { address, browser, signIn, close }
}

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

function findChromium(): string {
  const given = process.env.CHROMIUM_PATH
  if (given) return given
  const folders = (process.env.PATH ?? '').split(delimiter)
  const found = folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isProgram)
  if (found) return found
  throw new Error('There is no Chromium in PATH. Install it, or name it with CHROMIUM_PATH.')
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

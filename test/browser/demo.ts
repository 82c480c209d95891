// The demo as its users start it, and a browser in front of it.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

const password = 'deskbank-demo'
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

export async function openDemo(): Promise<Demo> {
  const program = spawn(
    process.execPath,
    [fileURLToPath(new URL('../../dist/main.js', import.meta.url)), 'demo'],
    {
      env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const address = await addressOf(program)
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
    program.kill('SIGTERM')
    await once(program, 'close')
  }
  return { address, browser, signIn, close }
}

async function addressOf(program: ChildProcess): Promise<string> {
  let written = ''
  return new Promise((resolve, reject) => {
    program.stdout?.setEncoding('utf8').on('data', (text: string) => {
      written += text
      const [, address] = /^ {2}console +(http:\S+?)\/?$/m.exec(written) ?? []
      if (address) resolve(address)
    })
    program.once('close', () => reject(new Error(`the demo ended before it listened:\n${written}`)))
  })
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

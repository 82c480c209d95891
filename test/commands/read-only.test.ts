// The program as a container runs it: the packages it needs and no others, files it cannot write, a user who is nobody.

import { spawn } from 'node:child_process'
import { chmodSync, chownSync, cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { signInAt } from '../support/client.ts'
import { endPrograms, follow, lineOf } from '../support/program.ts'
import { paths } from '../support/space.ts'
import { administrator } from '../support/template.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const root = fileURLToPath(new URL('../../', import.meta.url))
const isRoot = process.getuid?.() === 0
const nobody = 65_534

let place: string
let app: string
let data: string

/** What the image has, from what lies here. */
function install(): void {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly dev?: true; readonly optional?: true }>>
  }
  for (const [path, { dev, optional }] of Object.entries(lock.packages)) {
    // A package inside another one comes with it.
    if (path === '' || dev || optional || path.includes('/node_modules/')) continue
    cpSync(join(root, path), join(app, path), { recursive: true })
  }
  for (const one of ['dist', 'migrations', 'openapi.json', 'package.json']) {
    cpSync(join(root, one), join(app, one), { recursive: true })
  }
}

const everything = () => readdirSync(app, { recursive: true, withFileTypes: true })

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'deskbank-read-only-'))
  chmodSync(place, 0o755)
  app = join(place, 'app')
  data = join(place, 'data')
  mkdirSync(app)
  mkdirSync(data)
  install()
  for (const one of everything()) {
    chmodSync(join(one.parentPath, one.name), one.isDirectory() ? 0o555 : 0o444)
  }
  chmodSync(app, 0o555)
  if (isRoot) chownSync(data, nobody, nobody)
})
afterAll(async () => {
  await endPrograms()
  for (const one of everything()) {
    if (one.isDirectory()) chmodSync(join(one.parentPath, one.name), 0o755)
  }
  chmodSync(app, 0o755)
  await rm(place, { recursive: true, force: true })
})

test('serves with its own folders read-only, as a user without rights, and writes to its data alone', async () => {
  const before = everything().length
  const program = follow(
    spawn(process.execPath, [join(app, 'dist', 'main.js'), 'serve'], {
      cwd: app,
      env: {
        HOST: '127.0.0.1',
        PORT: '0',
        DATABASE_URL: `pglite:${join(data, 'pglite')}`,
        DESKBANK_ADMIN_EMAIL: administrator.email,
        DESKBANK_ADMIN_PASSWORD: administrator.password,
        NODE_ENV: 'production',
      },
      ...(isRoot ? { uid: nobody, gid: nobody } : {}),
    }),
  )
  const address = await lineOf(program, /^Deskbank listens on (http:\S+)$/m)
  const client = await signInAt(address, administrator)
  expect((await client.get(paths.credits)).status).toBe(200)
  for (const url of ['/', '/docs/', '/openapi.json', '/healthz', '/readyz', '/metrics']) {
    expect([url, (await fetch(`${address}${url}`)).status]).toEqual([url, 200])
  }
  program.process.kill('SIGTERM')
  const { code, err } = await program.ended
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(everything().length).toBe(before)
  expect(readdirSync(data)).toEqual(['pglite'])
})

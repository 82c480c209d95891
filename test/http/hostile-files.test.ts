// The files of the console are those of one folder, however an address leads out of it.

import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildApp } from '../../src/http/app.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { converse, statusesIn } from '../support/raw.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let app: FastifyInstance
let folder: string

beforeAll(async () => {
  world = await openWorld()
  folder = await makeFolder()
  const console = join(folder, 'console')
  await mkdir(join(console, 'assets', 'inner'), { recursive: true })
  await mkdir(join(console, 'assets-of-others'))
  await writeFile(join(console, 'index.html'), '<html>page</html>')
  await writeFile(join(console, 'assets', 'main.js'), 'served')
  await writeFile(join(console, 'assets', '.hidden'), 'secret')
  await writeFile(join(console, 'assets-of-others', 'a.txt'), 'secret')
  await writeFile(join(console, 'secret.txt'), 'secret')
  await writeFile(join(folder, 'secret.txt'), 'secret')
  app = await buildApp(world.service, {
    logLevel: 'silent',
    rateLimit: undefined,
    console: pathToFileURL(`${console}/`),
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  await app.close()
  await world.close()
  await removeFolder(folder)
})

const ask = (address: string) =>
  converse(app, `GET ${address} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`).whole

test('a file of the folder is served', async () => {
  expect(await ask('/assets/main.js')).toMatch(/\r\n\r\nserved$/)
})

test.each([
  '/assets/../secret.txt',
  '/assets/../../secret.txt',
  '/assets/..%2fsecret.txt',
  '/assets/%2e%2e/secret.txt',
  '/assets/%2e%2e%2f%2e%2e%2fsecret.txt',
  '/assets/%252e%252e%252fsecret.txt',
  '/assets/..%5csecret.txt',
  '/assets/....//secret.txt',
  '/assets/inner/../../secret.txt',
  '/assets//../secret.txt',
  '/assets/..;/secret.txt',
  '/assets/%c0%ae%c0%ae/secret.txt',
  '/assets/../assets-of-others/a.txt',
  '/assets/..%00/secret.txt',
  '/assets/main.js%00.txt',
  '/assets/.hidden%00',
  '/assets/%2fetc/passwd',
  '//etc/passwd',
  '/assets//etc/passwd',
  'http://elsewhere.example/assets/../secret.txt',
  '/assets/inner',
  '/assets/',
  `/assets/${'a/'.repeat(2_000)}`,
])('nothing is found at %s', async (address) => {
  const text = await ask(address)
  expect([400, 403, 404]).toContain(statusesIn(text)[0])
  expect(text).not.toMatch(/secret$|root:/)
  expect(text).not.toContain(folder)
})

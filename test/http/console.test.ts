// The web console as it is served: its page at every address that is nobody else's, and nothing from elsewhere.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../src/http/app.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let app: FastifyInstance
let folder: string

const html = '<html><meta nonce="__CSP_NONCE__"><script src="/assets/main-1.js"></script></html>'

beforeAll(async () => {
  world = await openWorld()
  folder = await mkdtemp(join(tmpdir(), 'console-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), html)
  await writeFile(join(folder, 'assets', 'main-1.js'), 'run()')
  await writeFile(join(folder, 'assets', 'main-1.js.gz'), 'compressed')
  app = await buildApp(world.service, {
    logLevel: 'silent',
    rateLimit: undefined,
    console: pathToFileURL(`${folder}/`),
  })
})
afterAll(async () => {
  await app.close()
  await world.close()
  await rm(folder, { recursive: true })
})

const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
const open = (url: string, headers: Record<string, string> = browser) =>
  app.inject({ method: 'GET', url, headers })

describe('the console', () => {
  test.each(['/', '/wallets', '/wallets/18?kind=Use', '/me', '/login'])(
    'opens at %s',
    async (url) => {
      const answer = await open(url)
      expect(answer.statusCode).toBe(200)
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
      expect(answer.headers['cache-control']).toBe('no-cache')
      expect(answer.body).toContain('/assets/main-1.js')
    },
  )

  test.each([
    '/api/nothing',
    '/api/wallets/1/nothing',
    '/docs/nothing',
    '/assets/main-2.js',
    '/metrics/nothing',
    '/openapi.json/more',
  ])('leaves %s alone', async (url) => {
    const answer = await open(url)
    expect(answer.statusCode).not.toBe(200)
    expect(answer.body).not.toContain('<html>')
  })

  test('leaves machines alone, which do not ask for pages', async () => {
    const answer = await open('/wallets', { accept: 'application/json' })
    expect(answer.statusCode).toBe(404)
    expect(answer.json().WasSuccessful).toBe(false)
    const posted = await app.inject({ method: 'POST', url: '/wallets', headers: browser })
    expect(posted.statusCode).toBe(404)
  })

  test('lets in styles that know the nonce of the answer, which no two answers share', async () => {
    const nonces = await Promise.all(
      [1, 2].map(async () => {
        const answer = await open('/')
        const [, nonce] = /style-src 'self' 'nonce-([^']+)'/.exec(policyOf(answer.headers)) ?? []
        expect(answer.body).toContain(`nonce="${nonce}"`)
        expect(answer.body).not.toContain('__CSP_NONCE__')
        return nonce
      }),
    )
    expect(new Set(nonces).size).toBe(2)
  })

  test('asks nothing of other hosts, and no upgrade to https, which would leave it blank on a plain address', async () => {
    const policy = policyOf((await open('/')).headers)
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).not.toMatch(/unsafe|https?:|\*|upgrade/)
    expect(policyOf((await open('/healthz')).headers)).not.toContain('upgrade')
  })

  test('sends files compressed where that is understood, to be kept for good', async () => {
    const packed = await open('/assets/main-1.js', { 'accept-encoding': 'gzip' })
    expect(packed.headers['content-encoding']).toBe('gzip')
    expect(packed.body).toBe('compressed')
    expect(packed.headers['cache-control']).toContain('immutable')
    expect((await open('/assets/main-1.js', {})).body).toBe('run()')
  })

  test('gives way to the description of the API where none was built', async () => {
    const answer = await world.app.inject({ method: 'GET', url: '/', headers: browser })
    expect(answer.statusCode).toBe(302)
    expect(answer.headers.location).toBe('/docs')
    expect(
      (await world.app.inject({ method: 'GET', url: '/wallets', headers: browser })).statusCode,
    ).toBe(404)
  })
})

const policyOf = (headers: Readonly<Record<string, unknown>>) =>
  String(headers['content-security-policy'])

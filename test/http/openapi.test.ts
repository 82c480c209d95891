// The description of the API: up to date, complete, free of complaints, and readable as a page.

import { readFileSync } from 'node:fs'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { catalog } from '../../src/entities/catalog.ts'
import { openApiDocument } from '../../src/http/openapi.ts'
import { type Method, openWorld, type World } from '../support/world.ts'

let world: World

beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const asJson = (value: unknown) => JSON.parse(JSON.stringify(value))
const described = asJson(openApiDocument(catalog)) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { operationId: string }>>>>
}

/** Every operation, such as `GET /api/token`. */
const operations = Object.entries(described.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([verb, operation]) => ({
    name: `${verb.toUpperCase()} ${path}`,
    verb: verb.toUpperCase() as Method,
    path,
    operationId: operation.operationId,
  })),
)

describe('the document', () => {
  test('is the one that is checked in', () => {
    const file = new URL('../../openapi.json', import.meta.url)
    const isSame =
      JSON.stringify(JSON.parse(readFileSync(file, 'utf8'))) === JSON.stringify(described)
    // Compared as a whole, because the difference of two such documents fills the screen.
    expect(isSame ? 'openapi.json is up to date' : 'run: npm run generate').toBe(
      'openapi.json is up to date',
    )
  })

  test('is answered to anybody, as it is checked in', async () => {
    const answer = await world.ask('GET', '/openapi.json', { token: null })
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toContain('application/json')
    expect(JSON.stringify(answer.body) === JSON.stringify(described)).toBe(true)
  })

  test('gives a linter nothing to complain about', async () => {
    const config = await createConfig({ extends: ['recommended'] })
    const source = JSON.stringify(described)
    const problems = await lintFromString({ source, absoluteRef: 'openapi.json', config })
    expect(
      problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer]),
    ).toEqual([])
  })

  test('a linter would complain about less than that', async () => {
    const config = await createConfig({ extends: ['recommended'] })
    const { license: _, ...info } = asJson(openApiDocument(catalog)).info
    const source = JSON.stringify({ ...described, info })
    const problems = await lintFromString({ source, absoluteRef: 'openapi.json', config })
    expect(problems.map(({ ruleId }) => ruleId)).toEqual(['info-license'])
  })
})

describe('what is described', () => {
  test('is served', async () => {
    const missing = []
    for (const { name, verb, path } of operations) {
      const { status } = await world.ask(verb, path.replace(/\{\w+\}/g, '1'), { token: null })
      // Without a session the routes say so; only what is no route is not found.
      if (status === 404 || status === 405) missing.push(name)
    }
    expect(missing).toEqual([])
  })

  test('is everything there is', () => {
    const names = new Set(operations.map(({ name }) => name))
    const undescribed = routes()
      .filter((route) => !route.includes(':group') && !isPage(route))
      .filter((route) => !names.has(route.replace(/:(\w+)/g, '{$1}')))
    // The other way to ask who is signed in, kept for clients that know no other.
    expect(undescribed).toEqual(['GET /:language/user/me'])
  })

  test('covers every verb that a kind of record offers', () => {
    const names = new Set(operations.map(({ name }) => name))
    for (const { path, operations: offered } of catalog.entities) {
      const verbs = {
        list: `GET ${path}`,
        get: `GET ${path}/{id}`,
        create: `POST ${path}`,
        update: `PUT ${path}`,
        delete: `DELETE ${path}/{id}`,
      }
      for (const [operation, name] of Object.entries(verbs)) {
        const isOffered = (offered as readonly string[]).includes(operation)
        expect({ name, isDescribed: names.has(name) }).toEqual({ name, isDescribed: isOffered })
      }
    }
  })
})

describe('the page', () => {
  test('loads everything from this server', async () => {
    const page = await world.ask('GET', '/docs/', { token: null })
    expect(page.status).toBe(200)
    const assets = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url = '']) => url)
    expect(assets.length).toBeGreaterThan(4)
    for (const asset of assets) {
      const url = new URL(asset, 'http://here/docs/')
      expect(url.host).toBe('here')
      const answer = await world.ask('GET', url.pathname, { token: null })
      expect({ asset, status: answer.status }).toEqual({ asset, status: 200 })
    }
  })

  test('runs no script that stands in it, and asks for no other address', async () => {
    const page = await world.ask('GET', '/docs/', { token: null })
    expect(page.text).not.toMatch(/<script(?![^>]*\bsrc=)/)
    const policy = String(page.headers['content-security-policy'])
    expect(policy).toContain("script-src 'self';")
    expect(policy).not.toMatch(/unsafe-eval|https?:|upgrade-insecure-requests/)
  })

  test('reads the document that is described here', async () => {
    const { body } = await world.ask('GET', '/docs/json', { token: null })
    expect(JSON.stringify(body) === JSON.stringify(described)).toBe(true)
  })
})

/** What people look at in a browser, and the document itself. */
function isPage(route: string): boolean {
  return /^GET (\/|\/docs\b.*|\/openapi\.json)$/.test(route)
}

/** Every route of the application, such as `POST /api/wallets/:CoworkerId/spend`. */
function routes(): string[] {
  const parents: string[] = []
  return world.app
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const [, indent = '', segment = '', methods = ''] =
        /^(.*?)[├└]── (\S+) \(([A-Z, ]+)\)$/.exec(line) ?? []
      const depth = indent.length / 4
      const path = `${parents[depth - 1] ?? ''}${segment}`
      parents[depth] = path
      const verbs = methods.split(', ').filter((verb) => verb !== '' && verb !== 'HEAD')
      return verbs.map((verb) => `${verb} ${path}`)
    })
}

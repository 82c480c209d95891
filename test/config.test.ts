import { describe, expect, test } from 'vitest'
import { type Config, readConfig } from '../src/config.ts'
import { Failure } from '../src/failure.ts'

test('without any setting there is a default for each', () => {
  expect(readConfig({})).toEqual({
    database: { engine: 'pglite', folder: './data' },
    host: '127.0.0.1',
    port: 4400,
    logLevel: 'info',
    adminEmail: 'admin@example.com',
    adminPassword: undefined,
    sandbox: false,
    folds: true,
    rateLimit: 1200,
    metricsToken: undefined,
    trustedProxies: [],
  })
})

test('an empty setting is none, as compose files write it', () => {
  const names = [
    'DATABASE_URL',
    'HOST',
    'PORT',
    'LOG_LEVEL',
    'DESKBANK_SANDBOX',
    'RATE_LIMIT',
    'METRICS_TOKEN',
    'TRUSTED_PROXIES',
  ]
  const admin = ['DESKBANK_ADMIN_EMAIL', 'DESKBANK_ADMIN_PASSWORD']
  const empty = Object.fromEntries([...names, ...admin].map((name) => [name, '']))
  expect(readConfig(empty)).toEqual(readConfig({}))
})

describe('a setting is read', () => {
  test.each<[string, string, Partial<Config>]>([
    [
      'DATABASE_URL',
      'postgres://u:p@db/deskbank',
      { database: { engine: 'postgres', url: 'postgres://u:p@db/deskbank' } },
    ],
    [
      'DATABASE_URL',
      'postgresql://db/deskbank',
      { database: { engine: 'postgres', url: 'postgresql://db/deskbank' } },
    ],
    ['DATABASE_URL', 'pglite:memory', { database: { engine: 'pglite', folder: undefined } }],
    ['DATABASE_URL', 'pglite:./memory', { database: { engine: 'pglite', folder: './memory' } }],
    [
      'DATABASE_URL',
      'pglite:/var/lib/a b',
      { database: { engine: 'pglite', folder: '/var/lib/a b' } },
    ],
    ['HOST', '0.0.0.0', { host: '0.0.0.0' }],
    ['PORT', '0', { port: 0 }],
    ['PORT', '65535', { port: 65_535 }],
    ['LOG_LEVEL', 'silent', { logLevel: 'silent' }],
    ['DESKBANK_SANDBOX', 'true', { sandbox: true, rateLimit: undefined }],
    ['DESKBANK_SANDBOX', 'TRUE', { sandbox: true }],
    ['DESKBANK_SANDBOX', '1', { sandbox: true }],
    ['DESKBANK_SANDBOX', '0', { sandbox: false }],
    ['DESKBANK_ADMIN_EMAIL', 'me@example.com', { adminEmail: 'me@example.com' }],
    ['DESKBANK_ADMIN_PASSWORD', ' with blanks ', { adminPassword: ' with blanks ' }],
    ['RATE_LIMIT', '60', { rateLimit: 60 }],
    ['RATE_LIMIT', 'documented', { rateLimit: 'documented' }],
    ['RATE_LIMIT', 'off', { rateLimit: undefined }],
  ])('%s=%s', (name, value, expected) => {
    expect(readConfig({ [name]: value })).toMatchObject(expected)
  })
})

describe('a wrong setting is named in one sentence', () => {
  test.each<[string, string, string]>([
    ['DATABASE_URL', 'mysql://db', 'must be postgres://…, pglite:<folder> or pglite:memory.'],
    ['DATABASE_URL', 'pglite:', 'must be postgres://…, pglite:<folder> or pglite:memory.'],
    ['PORT', 'http', 'must be 0 to 65535, not "http".'],
    ['PORT', '-1', 'must be 0 to 65535, not "-1".'],
    ['PORT', '65536', 'must be 0 to 65535, not "65536".'],
    ['PORT', '44.5', 'must be 0 to 65535, not "44.5".'],
    [
      'LOG_LEVEL',
      'loud',
      'must be one of fatal, error, warn, info, debug, trace, silent, not "loud".',
    ],
    ['DESKBANK_SANDBOX', 'maybe', 'must be one of true, false, 1, 0, not "maybe".'],
    ['RATE_LIMIT', '0', 'must be requests a minute, "documented" or "off", not "0".'],
    ['RATE_LIMIT', 'many', 'must be requests a minute, "documented" or "off", not "many".'],
  ])('%s=%s', (name, value, problem) => {
    const read = () => readConfig({ [name]: value })
    expect(read).toThrow(Failure)
    expect(read).toThrow(`The setting ${name} ${problem}`)
  })
})

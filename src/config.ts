// Every setting, its default and its meaning, read once from the environment into one frozen value.

import { isIP } from 'node:net'
import { Failure } from './failure.ts'

export type DatabaseLocation =
  | { readonly engine: 'postgres'; readonly url: string }
  | { readonly engine: 'pglite'; readonly folder: string | undefined }

/** Requests a minute per user; `documented` applies the published limits of the Nexudus API; undefined: no limit. */
export type RateLimit = number | 'documented' | undefined

export interface Config {
  /** `DATABASE_URL`: `postgres://…`, `pglite:./data` (default) or `pglite:memory`. */
  readonly database: DatabaseLocation
  /** `HOST`: the address to listen on. */
  readonly host: string
  /** `PORT`: 0 takes any free port. */
  readonly port: number
  /** `LOG_LEVEL`: fatal, error, warn (default of the demo), info (default), debug, trace or silent. */
  readonly logLevel: string
  /** `DESKBANK_ADMIN_EMAIL`, `DESKBANK_ADMIN_PASSWORD`: the first administrator, made at the first start. */
  readonly adminEmail: string
  readonly adminPassword: string | undefined
  /** `DESKBANK_SANDBOX`: a stand-in to try things on; rate limits are off. */
  readonly sandbox: boolean
  /** `RATE_LIMIT`: requests a minute per user (default 1200), `documented`, or `off`. */
  readonly rateLimit: RateLimit
  /** `DESKBANK_FOLDING`: `off` gives every spend a transaction of its own, for measurements. */
  readonly folds: boolean
  /** `METRICS_TOKEN`: who sends it as bearer reads `/metrics`; without it, callers on the same machine. */
  readonly metricsToken: string | undefined
  /** `TRUSTED_PROXIES`: addresses whose `X-Forwarded-For` says where a request comes from; nobody's by default. */
  readonly trustedProxies: readonly string[]
}

type Environment = Readonly<Record<string, string | undefined>>

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

/** Reads the settings; a wrong one stops the start with a sentence that names it. */
export function readConfig(environment: Environment, standardLogLevel = 'info'): Config {
  const sandbox = readFlag(environment, 'DESKBANK_SANDBOX')
  return Object.freeze({
    database: readDatabase(environment.DATABASE_URL || 'pglite:./data'),
    host: environment.HOST || '127.0.0.1',
    port: readPort(environment.PORT || '4400'),
    logLevel: readOneOf('LOG_LEVEL', environment.LOG_LEVEL || standardLogLevel, logLevels),
    adminEmail: environment.DESKBANK_ADMIN_EMAIL || 'admin@example.com',
    adminPassword: environment.DESKBANK_ADMIN_PASSWORD || undefined,
    sandbox,
    rateLimit: sandbox ? undefined : readRateLimit(environment.RATE_LIMIT || '1200'),
    folds:
      readOneOf('DESKBANK_FOLDING', environment.DESKBANK_FOLDING || 'on', ['on', 'off']) === 'on',
    metricsToken: environment.METRICS_TOKEN || undefined,
    trustedProxies: readProxies(environment.TRUSTED_PROXIES || ''),
  })
}

function readDatabase(url: string): DatabaseLocation {
  if (/^postgres(ql)?:\/\//.test(url)) return { engine: 'postgres', url }
  if (url === 'pglite:memory') return { engine: 'pglite', folder: undefined }
  if (url.startsWith('pglite:') && url.length > 'pglite:'.length) {
    return { engine: 'pglite', folder: url.slice('pglite:'.length) }
  }
  throw wrong('DATABASE_URL', 'must be postgres://…, pglite:<folder> or pglite:memory')
}

function readPort(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535) throw wrong('PORT', `must be 0 to 65535, not "${text}"`)
  return port
}

function readFlag(environment: Environment, name: string): boolean {
  const text = (environment[name] || 'false').toLowerCase()
  return readOneOf(name, text, ['true', 'false', '1', '0']) === 'true' || text === '1'
}

function readRateLimit(text: string): RateLimit {
  if (text === 'off') return undefined
  if (text === 'documented') return 'documented'
  if (!/^[1-9]\d{0,8}$/.test(text)) {
    throw wrong('RATE_LIMIT', `must be requests a minute, "documented" or "off", not "${text}"`)
  }
  return Number(text)
}

const proxyNames = ['loopback', 'linklocal', 'uniquelocal']

function readProxies(text: string): readonly string[] {
  const proxies = text.split(/[\s,]+/).filter((one) => one !== '')
  for (const proxy of proxies) {
    const [address = '', bits, ...rest] = proxy.split('/')
    const most = isIP(address) === 6 ? 128 : 32
    const isNetwork = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most)
    const isAddress = isIP(address) !== 0 && isNetwork && rest.length === 0
    if (!isAddress && !proxyNames.includes(proxy)) {
      throw wrong(
        'TRUSTED_PROXIES',
        `must be addresses such as 10.0.0.1 or 10.0.0.0/8, or ${proxyNames.join(', ')}, not "${proxy}"`,
      )
    }
  }
  return proxies
}

function readOneOf(name: string, value: string, allowed: readonly string[]): string {
  if (!allowed.includes(value))
    throw wrong(name, `must be one of ${allowed.join(', ')}, not "${value}"`)
  return value
}

function wrong(name: string, problem: string): Failure {
  return new Failure('invalid', `The setting ${name} ${problem}.`)
}

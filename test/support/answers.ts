// What a service answers to everything that can be read: every GET route of openapi.json, with every record, wallet, contract
// and location there is, so that two services can be held against each other.

import { readFileSync } from 'node:fs'
import type { World } from './world.ts'

/** Answers by what was asked. */
export type Answers = ReadonlyMap<string, string>

const page = new URL('../../openapi.json', import.meta.url)

export interface Moment {
  /** Where the business clock stands. */
  readonly now: number
  /** In real time: what was audited later is of no interest. */
  readonly until: number
}

/** Of the process, not of what the database holds. */
const ofTheProcess = ['/metrics', '/healthz', '/readyz']

function readRoutes(): readonly string[] {
  const { paths } = JSON.parse(readFileSync(page, 'utf8')) as {
    paths: Record<string, Record<string, unknown>>
  }
  return Object.keys(paths).filter((path) => paths[path]?.get && !ofTheProcess.includes(path))
}

// biome-ignore lint/suspicious/noExplicitAny: answers of every shape
type Row = any

const day = 86_400_000
const csv = { accept: 'text/csv' }
const lists = '?size=50'

/**
 * Asks everything, as whoever the token belongs to. The clock has to stand still meanwhile.
 */
export async function answersOf(
  { ask, token }: Pick<World, 'ask' | 'token'>,
  { now, until }: Moment,
): Promise<Answers> {
  const reader = new Reader(ask, token)
  const routes = readRoutes()
  const kinds = routes.filter((route) => routes.includes(`${route}/{id}`))
  const rows = new Map<string, readonly Row[]>()
  for (const kind of kinds) rows.set(kind, await reader.kind(kind))
  const idsOf = (kind: string): readonly number[] => (rows.get(kind) ?? []).map(({ Id }) => Id)

  await reader.get('/api/auth/me')
  await reader.get('/api/sandbox/clock')
  if (routes.includes('/api/audit'))
    await reader.pages('/api/audit', `${lists}&to=${instant(until)}`)
  await reader.get('/api/utils/enums?name=eChargePeriod')
  for (const id of idsOf('/api/spaces/coworkers')) await reader.wallet(id, now)
  await reader.pages('/api/wallets', lists)
  await reader.get('/api/wallets', csv)
  await reader.reports(now, idsOf('/api/sys/businesses'))
  const offers = [
    ['CoworkerContractId', idsOf('/api/billing/coworkercontracts')],
    ['TariffBookingCreditId', idsOf('/api/billing/tariffbookingcredits')],
    ['TariffExtraServiceId', idsOf('/api/billing/tariffextraservices')],
    ['TariffId', idsOf('/api/billing/tariffs')],
  ] as const
  for (const [name, ids] of offers) {
    for (const id of ids) await reader.get(`/api/reports/upcoming-grants?${name}=${id}&count=4`)
  }
  return reader.answers
}

class Reader {
  readonly answers = new Map<string, string>()
  readonly #ask: World['ask']
  readonly #token: string

  constructor(ask: World['ask'], token: string) {
    this.#ask = ask
    this.#token = token
  }

  async get(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Row> {
    const { status, text, body } = await this.#ask('GET', url, { headers, token: this.#token })
    this.answers.set(headers.accept ? `${url} as ${headers.accept}` : url, `${status} ${text}`)
    return body
  }

  /** Every page of a list. */
  async pages(path: string, query: string): Promise<readonly Row[]> {
    const rows: Row[] = []
    for (let page = 1; ; page += 1) {
      const body = await this.get(`${path}${query}&page=${page}`)
      rows.push(...(body?.Records ?? []))
      if (!body?.HasNextPage) return rows
    }
  }

  async kind(path: string): Promise<readonly Row[]> {
    const rows = await this.pages(path, lists)
    await this.pages(path, `${lists}&orderBy=Id&dir=Descending`)
    for (const { Id } of rows) await this.get(`${path}/${Id}`)
    await this.get(`${path}/commands`)
    return rows
  }

  async wallet(id: number, now: number): Promise<void> {
    const wallet = `/api/wallets/${id}`
    await this.get(wallet)
    for (const days of [1, 10, 40]) await this.get(`${wallet}?at=${instant(now - days * day)}`)
    await this.pages(`${wallet}/statement`, lists)
    await this.pages(
      `${wallet}/statement`,
      `${lists}&from=${instant(now - 10 * day)}&dir=Descending`,
    )
    await this.get(`${wallet}/statement`, csv)
    await this.get(`${wallet}/balances`)
  }

  async reports(now: number, locations: readonly number[]): Promise<void> {
    const span = `from=${instant(now - 90 * day)}&to=${instant(now)}`
    for (const [path, query] of [
      ['liability', `?at=${instant(now)}`],
      ['liability', `?at=${instant(now - 10 * day)}`],
      ['liability', `?interval=Week&${span}`],
      ['breakage', `?${span}`],
      ['breakage', `?interval=Month&${span}`],
      ['policies', lists],
      ['health', lists],
      ...locations.map((id) => ['policies', `${lists}&BusinessId=${id}`] as const),
      ...locations.map((id) => ['liability', `?at=${instant(now)}&BusinessId=${id}`] as const),
    ] as const) {
      await this.pages(`/api/reports/${path}`, query)
      await this.get(`/api/reports/${path}${query}`, csv)
    }
  }
}

/** Routes that were asked nothing. Kinds of which there is none have no record to be read. */
export function missedIn(answers: Answers): readonly string[] {
  const asked = [...answers.keys()].map((one) => (one.split(/[? ]/)[0] as string).toLowerCase())
  return readRoutes().filter((route) => {
    const form = new RegExp(`^${route.toLowerCase().replaceAll(/\{\w+\}/g, '\\d+')}$`)
    return !route.endsWith('/{id}') && !asked.some((path) => form.test(path))
  })
}

const instant = (milliseconds: number) => new Date(milliseconds).toISOString()

// Figures for whoever watches the service: what they say, who may read them, and what they never say.

import type { LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { scheduleDueWork } from '../../src/commands/schedule.ts'
import { makeCustomer, makeLocation } from '../support/space.ts'
import { openWorld, type World } from '../support/world.ts'

let open: World
let closed: World
const metricsToken = 'watch-me'

beforeAll(async () => {
  open = await openWorld()
  closed = await openWorld({ metricsToken })
})
afterAll(async () => {
  await open.close()
  await closed.close()
})

const scrape = (
  world: World,
  headers: Record<string, string> = {},
  remoteAddress = '127.0.0.1',
): Promise<LightMyRequestResponse> =>
  world.app.inject({ method: 'GET', url: '/metrics', headers, remoteAddress })

function figureOf(text: string, series: string): number {
  const line = text.split('\n').find((one) => one.startsWith(`${series} `))
  return Number(line?.slice(series.length + 1))
}

describe('the figures', () => {
  test('count requests by method, route and status, and say nothing of whom they were about', async () => {
    const customer = await makeCustomer(open, await makeLocation(open), { FullName: 'Ada Secret' })
    await open.ask('GET', `/api/wallets/${customer}`)
    await open.ask('GET', `/api/wallets/${customer}`)
    await open.ask('GET', '/api/wallets/987654321')
    await open.ask('GET', '/no/such/place/of-nobody')
    const { statusCode, body, headers } = await scrape(open)
    expect(statusCode).toBe(200)
    expect(headers['content-type']).toContain('text/plain')
    const counted = (labels: string) =>
      figureOf(body, `deskbank_http_request_duration_seconds_count{${labels}}`)
    expect(counted('method="GET",route="/api/wallets/:CoworkerId",status="200"')).toBe(2)
    expect(counted('method="GET",route="/api/wallets/:CoworkerId",status="404"')).toBe(1)
    expect(counted('method="GET",route="none",status="404"')).toBe(1)
    expect(body).toContain('process_resident_memory_bytes')
    for (const secret of ['987654321', 'of-nobody', 'Ada', open.token, 'example.com']) {
      expect(body).not.toContain(secret)
    }
  })

  test('show connections and the age of the schedule', async () => {
    const before = (await scrape(open)).body
    expect(figureOf(before, 'deskbank_schedule_age_seconds')).toBe(-1)
    expect(figureOf(before, 'deskbank_database_connections{state="idle"}')).toBeGreaterThan(0)
    expect(figureOf(before, 'deskbank_database_connections{state="waiting"}')).toBe(0)
    const schedule = scheduleDueWork(open.service, open.app.log)
    const age = async () => figureOf((await scrape(open)).body, 'deskbank_schedule_age_seconds')
    await expect.poll(age, { timeout: 10_000 }).toBeGreaterThanOrEqual(0)
    await schedule.stop()
    expect(figureOf((await scrape(open)).body, 'deskbank_schedule_failures')).toBe(0)
  })
})

describe('who may read them', () => {
  test('without a token, callers on the same machine that no proxy stands before', async () => {
    expect((await scrape(open, {}, '::1')).statusCode).toBe(200)
    expect((await scrape(open, {}, '10.0.0.9')).statusCode).toBe(403)
    expect((await scrape(open, { 'x-forwarded-for': '10.0.0.9' })).statusCode).toBe(403)
  })

  test('with a token, whoever sends it, from anywhere', async () => {
    const bearer = { authorization: `Bearer ${metricsToken}` }
    expect((await scrape(closed, bearer, '10.0.0.9')).statusCode).toBe(200)
    expect((await scrape(closed)).statusCode).toBe(401)
    expect((await scrape(closed, { authorization: 'Bearer watch-you' })).statusCode).toBe(401)
    expect((await scrape(closed, { authorization: `Bearer ${closed.token}` })).statusCode).toBe(401)
  })
})

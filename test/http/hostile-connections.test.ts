// Connections that are slow, half, too many, or that say two things at once: over a real port, byte for byte.

import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../src/http/app.ts'
import { type ConnectionLimits, connectionLimits } from '../../src/http/connections.ts'
import { converse, statusesIn } from '../support/raw.ts'
import { paths } from '../support/space.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let app: FastifyInstance

const open = async (limits: Partial<ConnectionLimits> = {}) => {
  const connections = { ...connectionLimits, ...limits }
  const made = await buildApp(world.service, {
    logLevel: 'silent',
    rateLimit: undefined,
    connections,
  })
  await made.listen({ host: '127.0.0.1', port: 0 })
  return made
}

beforeAll(async () => {
  world = await openWorld()
  app = await open()
})
afterAll(async () => {
  await app.close()
  await world.close()
})

const smuggled = 'GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
const post = (headers: string, body = '') =>
  `POST ${paths.credits} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n${headers}\r\n\r\n${body}`

/** The failure in the only answer there is. */
const onlyFailure = (text: string) => {
  expect(statusesIn(text)).toHaveLength(1)
  expect(text).toMatch(/^Connection: close\r$/im)
  return { status: statusesIn(text)[0], body: JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4)) }
}

const unreadable = {
  Message: 'This is no HTTP request that can be read without doubt.',
  Value: null,
  Errors: null,
  WasSuccessful: false,
}

describe('a request that says two things is refused, and what lies behind it is not answered', () => {
  test.each([
    ['two kinds of length', post('Content-Length: 4\r\nTransfer-Encoding: chunked', '0\r\n\r\n')],
    [
      'the same the other way round',
      post('Transfer-Encoding: chunked\r\nContent-Length: 4', '0\r\n\r\n'),
    ],
    ['two lengths', post('Content-Length: 0\r\nContent-Length: 40')],
    ['a length that is a list', post('Content-Length: 0, 40')],
    ['a length with a sign', post('Content-Length: +4', '{}{}')],
    ['a length below zero', post('Content-Length: -4')],
    ['a length in hexadecimal', post('Content-Length: 0x4', '{}{}')],
    ['a length beyond every number', post(`Content-Length: ${'9'.repeat(30)}`)],
    ['a space before the colon', post('Content-Length : 4', '{}{}')],
    ['a coding that ends in another', post('Transfer-Encoding: chunked, identity', '0\r\n\r\n')],
    ['a chunk without a size', post('Transfer-Encoding: chunked', 'zz\r\n{}\r\n0\r\n\r\n')],
    ['a chunk with a sign', post('Transfer-Encoding: chunked', '-2\r\n{}\r\n0\r\n\r\n')],
    [
      'a chunk beyond every number',
      post('Transfer-Encoding: chunked', `${'F'.repeat(20)}\r\n{}\r\n`),
    ],
    [
      'a carriage return within a header',
      post('X-Odd: a\rTransfer-Encoding: chunked', '0\r\n\r\n'),
    ],
    ['a zero byte within a header', post('X-Odd: a\0b')],
    ['a method that nobody knows', 'BREW /pot HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['another protocol', 'GET / HTTP/3.7\r\nHost: a\r\n\r\n'],
    ['no protocol', 'GET /healthz\r\n\r\n'],
    ['the greeting of TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['nothing that is HTTP', 'hello, is this the bank?\r\n\r\n'],
  ])('%s', async (_, bytes) => {
    const { whole } = converse(app, Buffer.from(`${bytes}${smuggled}`, 'latin1'))
    expect(onlyFailure(await whole)).toEqual({ status: 400, body: unreadable })
  })
})

describe('what stands behind a request', () => {
  const token = () => `Authorization: Bearer ${world.token}`
  const refused = () => post(`${token()}\r\nContent-Length: 2`, '{}')
  const good = () => `GET /api/auth/me HTTP/1.1\r\nHost: a\r\n${token()}\r\n\r\n`

  test('is answered in its turn, after answers and after refusals', async () => {
    const { whole } = converse(app, `${good()}${refused()}${good()}${smuggled}`)
    expect(statusesIn(await whole)).toEqual([200, 400, 200, 200])
  })
  test('is not answered when nobody knows where it begins', async () => {
    const { socket, whole, answers } = converse(app, good())
    await answers(1)
    const chunks = '2\r\n{}GET\r\n0\r\n\r\n'
    socket.write(`${post(`${token()}\r\nTransfer-Encoding: chunked`, chunks)}${smuggled}`)
    const text = await whole
    expect(statusesIn(text)).toEqual([200, 400])
    expect(text).toContain(unreadable.Message)
  })
  test('is not answered after a body that is too long', async () => {
    const long = ' '.repeat(connectionLimits.bodyBytes + 1)
    for (const sent of [
      post(`${token()}\r\nContent-Length: ${long.length}`, long),
      post(
        `${token()}\r\nTransfer-Encoding: chunked`,
        `${long.length.toString(16)}\r\n${long}\r\n0\r\n\r\n`,
      ),
    ]) {
      const { status, body } = onlyFailure(await converse(app, `${sent}${smuggled}`).whole)
      expect(status).toBe(413)
      expect(body.Message).toMatch(/^The body is longer than 1 MiB\. /)
    }
  })
  test('is not answered after a head that is too long', async () => {
    for (const head of [
      `GET /api/auth/me HTTP/1.1\r\nX-Long: ${'x'.repeat(connectionLimits.headerBytes)}`,
      `GET /${'x'.repeat(connectionLimits.headerBytes)} HTTP/1.1\r\nHost: a`,
      `GET / HTTP/1.1\r\nHost: a${'\r\nX-Many: 1234567890'.repeat(3_000)}`,
    ]) {
      const { status, body } = onlyFailure(await converse(app, `${head}\r\n\r\n${smuggled}`).whole)
      expect({ status, message: body.Message }).toEqual({
        status: 431,
        message: 'The address and the headers of the request are too long together.',
      })
    }
  })
})

test('a thousand ids of fifteen digits fit into an address', async () => {
  const ids = Array.from({ length: 1_000 }, (_, n) => 100_000_000_000_000 + n).join('%2C')
  const head = `GET ${paths.credits}?id=%5B${ids}%5D HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${world.token}`
  const { whole } = converse(app, `${head}\r\nConnection: close\r\n\r\n`)
  expect(statusesIn(await whole)).toEqual([200])
})

describe('whoever takes too long is told so and cut off', () => {
  let hurried: FastifyInstance
  beforeAll(async () => {
    hurried = await open({ headers: 100, request: 200, checking: 20, idle: 100 })
  })
  afterAll(() => hurried.close())

  test.each([
    ['who says nothing', ''],
    ['who begins a head', 'GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: '],
    ['who begins a body', post('Content-Length: 1000', '{')],
  ])('%s', async (_, bytes) => {
    const { status, body } = lastFailure(await converse(hurried, bytes).whole)
    expect({ status, message: body.Message }).toEqual({
      status: 408,
      message: 'The request did not arrive in time. Send it again, whole.',
    })
  })
  test('who sends a byte now and then', async () => {
    const { socket, whole } = converse(hurried, 'GET /healthz HTTP/1.1\r\nX-Slow: ')
    const drip = setInterval(() => socket.writable && socket.write('x'), 10)
    expect(lastFailure(await whole).status).toBe(408)
    clearInterval(drip)
  })
  test('who has an answer and keeps the connection', async () => {
    const { whole } = converse(hurried, 'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n')
    expect(statusesIn(await whole)).toEqual([200])
  })

  const lastFailure = (text: string) => ({
    status: statusesIn(text).at(-1),
    body: JSON.parse(text.slice(text.lastIndexOf('\r\n\r\n') + 4)),
  })
})

test('the limits in force are those that were chosen', () => {
  const { server } = app
  expect({
    headers: server.headersTimeout,
    request: server.requestTimeout,
    idle: server.keepAliveTimeout,
    connections: server.maxConnections,
  }).toEqual({ headers: 20_000, request: 60_000, idle: 72_000, connections: 10_000 })
})

test('half a connection is answered when its request is whole, and closed when it is not', async () => {
  const whole = converse(app, 'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n')
  whole.socket.end()
  expect(statusesIn(await whole.whole)).toEqual([200])
  const half = converse(app, 'GET /healthz HTTP/1.1\r\nHo')
  half.socket.end()
  expect(statusesIn(await half.whole)).not.toContain(200)
})

test('one connection too many is closed without a word, and the next is taken when there is room', async () => {
  const small = await open({ connections: 2 })
  const ask = 'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n'
  const held = [converse(small, ask), converse(small, ask)]
  for (const { answers } of held) await answers(1)
  expect(await converse(small, ask).whole).toBe('')
  held[0]?.socket.end()
  await held[0]?.whole
  const next = converse(small, ask)
  await next.answers(1)
  for (const { socket } of [...held, next]) socket.destroy()
  await small.close()
})

describe('the address and the method', () => {
  const ask = async (line: string, headers = '') =>
    converse(app, `${line} HTTP/1.1\r\nHost: a\r\n${headers}Connection: close\r\n\r\n`).whole
  const session = () => `Authorization: Bearer ${world.token}\r\n`

  test.each(['TRACE', 'PROPFIND', 'LOCK', 'PURGE', 'MKCOL', 'SEARCH', 'QUERY', 'OPTIONS'])(
    '%s is offered nowhere, and repeats nothing of what was sent',
    async (method) => {
      const text = await ask(`${method} ${paths.credits}`, `${session()}X-Secret: hush\r\n`)
      expect([400, 404, 405]).toContain(statusesIn(text)[0])
      expect(text).toMatch(/"WasSuccessful":false/)
      expect(text).not.toContain('hush')
    },
  )
  test('HEAD is GET without its content', async () => {
    const text = await ask('HEAD /healthz')
    expect(statusesIn(text)).toEqual([200])
    expect(text.endsWith('\r\n\r\n')).toBe(true)
  })
  test('CONNECT is closed, and OPTIONS of everything is not found', async () => {
    expect(await ask('CONNECT example.com:443')).toBe('')
    expect(statusesIn(await ask('OPTIONS *'))).toEqual([404])
  })
  test('an address with a host is the same without it, with the same headers', async () => {
    const plain = await ask('GET /api/auth/me', session())
    const absolute = await ask('GET http://elsewhere.example/api/auth/me', session())
    expect(statusesIn(absolute)).toEqual([200])
    const shape = (text: string) =>
      text.replace(/^(date|etag): .*$/gim, '').replace(/"Now":"[^"]*"/, '')
    expect(shape(absolute)).toBe(shape(plain))
    expect(absolute).toContain('cache-control: no-store')
    expect(statusesIn(await ask('GET https://elsewhere.example'))).toEqual([302])
  })
  test.each(['/%', '/%zz', '/api/%c0%ae', '/%ff%fe', '/api/billing/%ED%A0%80'])(
    'an address that is no text is refused: %s',
    async (address) => {
      const text = await ask(`GET ${address}`, session())
      expect([400, 404]).toContain(statusesIn(text)[0])
      expect(text).toMatch(/"WasSuccessful":false/)
      expect(text.toLowerCase()).toContain('x-content-type-options: nosniff')
    },
  )
})

// The server as a process: how it starts, what it refuses, how it stops.

import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { connect, createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type Client, signInAt } from '../support/client.ts'
import {
  endPrograms,
  run,
  type Server,
  type Settings,
  serve,
  serveWithNpm,
} from '../support/program.ts'
import { lookup, paths } from '../support/space.ts'
import { makeEmptyStore, makeStore, type Store } from '../support/store.ts'
import { administrator } from '../support/template.ts'
import { isPostgres } from '../support/world.ts'

// Programs take seconds to start on a machine with other things to do.
vi.setConfig({ testTimeout: 120_000 })

let store: Store | undefined

afterEach(async () => {
  await endPrograms()
  await store?.drop()
  store = undefined
})

async function withStore(made: Promise<Store>, use: (url: string) => Promise<void>): Promise<void> {
  store = await made
  await use(store.url)
}

const location = {
  Name: 'Riverside',
  WebAddress: 'riverside',
  CountryId: lookup.country,
  CurrencyId: lookup.pounds,
  SimpleTimeZoneId: lookup.london,
}

const firstStart = /^First start\. Administrator: (\S+), password: (\S+) \(shown once\)$/m

test('the first start on an empty database makes an administrator and shows the password once', () =>
  withStore(makeEmptyStore(), async (url) => {
    const settings = { DATABASE_URL: url, DESKBANK_ADMIN_EMAIL: 'boss@example.com' }
    await refused(
      { ...settings, DESKBANK_ADMIN_PASSWORD: 'short' },
      'The setting DESKBANK_ADMIN_PASSWORD must have at least 8 characters.',
    )
    const first = await serve(settings)
    const [, email = '', password = ''] = firstStart.exec(first.written()) ?? []
    expect(email).toBe('boss@example.com')
    const client = await signInAt(first.address, { email, password })
    const id = await client.create(paths.businesses, location)
    expect((await first.stop()).code).toBe(0)
    expect(first.written().split(password)).toHaveLength(2)

    const second = await serve({ ...settings, DESKBANK_ADMIN_PASSWORD: 'comes too late' })
    expect(second.written()).not.toContain('password')
    const again = await signInAt(second.address, { email, password })
    expect((await again.get(`${paths.businesses}/${id}`)).body.Name).toBe('Riverside')
  }))

test.runIf(isPostgres)('the first start of two processes at once makes one administrator', () =>
  withStore(makeEmptyStore(), async (url) => {
    const servers = await Promise.all([serve({ DATABASE_URL: url }), serve({ DATABASE_URL: url })])
    const shown = servers.flatMap((server) => firstStart.exec(server.written())?.[2] ?? [])
    expect(shown).toHaveLength(1)
    for (const { address } of servers) {
      await signInAt(address, { email: 'admin@example.com', password: shown[0] ?? '' })
    }
  }),
)

/** Expects a start that fails with this and nothing else. */
async function refused(settings: Settings, sentence: string): Promise<void> {
  const { code, out, err } = await run(['serve'], settings)
  expect({ code, out, err }).toEqual({ code: 1, out: '', err: `${sentence}\n` })
}

describe('a start that cannot be stops with one sentence and exit 1', () => {
  test('for a setting that is wrong', () =>
    refused({ PORT: 'http' }, 'The setting PORT must be 0 to 65535, not "http".'))

  test('for a server that cannot be reached', () =>
    refused(
      { DATABASE_URL: 'postgres://somebody:secret@127.0.0.1:1/deskbank' },
      'The database in the setting DATABASE_URL does not answer: connect ECONNREFUSED 127.0.0.1:1.',
    ))

  test('for a port that is taken, before it makes the administrator whose password is shown once', () =>
    withStore(makeEmptyStore(), async (url) => {
      const other = createServer().listen(0, '127.0.0.1')
      await once(other, 'listening')
      const { port } = other.address() as { port: number }
      await refused(
        { DATABASE_URL: url, PORT: String(port) },
        `Port ${port} is taken. Choose another one with the setting PORT, such as PORT=4401.`,
      )
      other.close()
      const next = await serve({ DATABASE_URL: url })
      expect(next.written()).toMatch(firstStart)
      await next.stop()
    }))

  test.skipIf(isPostgres)('for a data folder that another process has open', () =>
    withStore(makeStore(), async (url) => {
      const server = await serve({ DATABASE_URL: url })
      const folder = url.replace('pglite:', '')
      for (const words of [['serve'], ['migrate'], ['user', 'grant', 'a@example.com', 'b']]) {
        const { code, out, err } = await run(words, { DATABASE_URL: url })
        expect({ code, out }).toEqual({ code: 1, out: '' })
        expect(err).toBe(
          `The data folder ${folder} is in use by another Deskbank process. Stop that one first, choose another folder ` +
            'with DATABASE_URL=pglite:<folder>, or use PostgreSQL for several processes.\n',
        )
      }
      await signInAt(server.address, administrator)
      await server.stop()
    }),
  )
})

test.skipIf(process.platform === 'win32')('the server that npm started ends with npm', () =>
  withStore(makeStore(), async (url) => {
    // Without the build before it, which would replace the program under the other tests.
    const server = await serveWithNpm({ DATABASE_URL: url })
    await signInAt(server.address, administrator)
    await server.stop()
    await expect(fetch(`${server.address}/healthz`)).rejects.toThrow('fetch failed')
  }),
)

/** A POST whose body is held back until `finish`, answered over a connection that stays open. */
async function heldBack(server: Server, client: Client) {
  const body = JSON.stringify(location)
  const agent = new Agent({ keepAlive: true })
  const post = request(`${server.address}${paths.businesses}`, {
    method: 'POST',
    agent,
    headers: {
      authorization: `Bearer ${client.token}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      // The server says when it has the request in hand.
      expect: '100-continue',
    },
  })
  post.flushHeaders()
  await once(post, 'continue')
  return {
    finish: async () => {
      post.end(body)
      const [response] = await once(post, 'response')
      let text = ''
      for await (const part of response) text += part
      return { status: response.statusCode, body: JSON.parse(text) }
    },
    /** Fails when the connection ends before. */
    cut: once(post, 'response'),
    drop: () => agent.destroy(),
  }
}

/** Waits until nobody can connect any more. */
async function untilClosed(address: string): Promise<void> {
  const isOpen = () =>
    fetch(`${address}/healthz`, { headers: { connection: 'close' } }).then(
      () => true,
      () => false,
    )
  while (await isOpen()) await new Promise((resolve) => setTimeout(resolve, 20))
}

test('SIGTERM and SIGINT let the requests under way finish, keep what they did, and end with exit 0', () =>
  withStore(makeStore(), async (url) => {
    const made: number[] = []
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const server = await serve({ DATABASE_URL: url })
      const client = await signInAt(server.address, administrator)
      for (const id of made) {
        expect((await client.get(`${paths.businesses}/${id}`)).status).toBe(200)
      }
      const held = await heldBack(server, client)
      const ended = server.stop(signal)
      await untilClosed(server.address)
      const { status, body } = await held.finish()
      expect(status).toBe(200)
      made.push(body.Value.Id)
      // The caller keeps the connection open, so the server has to close it.
      expect(await ended).toMatchObject({ code: 0, signal: null, err: '' })
      held.drop()
    }
  }))

/** Opens a connection to the server, sends this, and takes whatever comes. */
async function halfSent(server: Server, bytes: string): Promise<Socket> {
  const { hostname, port } = new URL(server.address)
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  socket.on('error', () => {}).resume()
  await once(socket, 'connect')
  socket.write(bytes)
  return socket
}

const head = `POST ${paths.businesses} HTTP/1.1\r\nHost: localhost\r\n`

test('whoever sends nothing or half a request does not keep the server from ending', () =>
  withStore(makeStore(), async (url) => {
    const server = await serve({ DATABASE_URL: url })
    const { token } = await signInAt(server.address, administrator)
    const whole = `${head}Authorization: Bearer ${token}\r\nContent-Type: application/json\r\n`
    const sockets = await Promise.all(
      ['', head, `${whole}Content-Length: 1000\r\n\r\n{"Name"`].map((bytes) =>
        halfSent(server, bytes),
      ),
    )
    // An answer to somebody who came later: the server has seen all of them.
    await signInAt(server.address, administrator)
    expect(await server.stop()).toMatchObject({ code: 0, signal: null, err: '' })
    for (const socket of sockets) socket.destroy()
  }))

test('a second signal waits for no caller', () =>
  withStore(makeStore(), async (url) => {
    const server = await serve({ DATABASE_URL: url })
    const held = await heldBack(server, await signInAt(server.address, administrator))
    const isCut = expect(held.cut).rejects.toThrow('socket hang up')
    const ended = server.stop()
    await untilClosed(server.address)
    const again = setInterval(() => server.process.kill('SIGTERM'), 100)
    await isCut
    clearInterval(again)
    expect(await ended).toMatchObject({ code: 0, signal: null, err: '' })
  }))

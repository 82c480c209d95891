// A port that cannot be opened is told in a sentence, before and while a server starts.

import { createServer, type Server } from 'node:net'
import Fastify from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listen, requireFreePort } from '../../src/commands/listen.ts'
import { Failure } from '../../src/failure.ts'

const host = '127.0.0.1'
let other: Server
let taken: number

beforeAll(async () => {
  other = createServer()
  await new Promise<void>((resolve) => other.listen({ host, port: 0 }, resolve))
  const address = other.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  taken = address.port
})
afterAll(() => new Promise((resolve) => other.close(resolve)))

const sentence = () =>
  `Port ${taken} is taken. Choose another one with the setting PORT, such as PORT=4401.`

test('a taken port is told before long work', async () => {
  await expect(requireFreePort({ host, port: taken })).rejects.toThrow(sentence())
})

test('a free port stays free', async () => {
  await requireFreePort({ host, port: 0 })
})

test('a taken port is told when the server opens it', async () => {
  const app = Fastify()
  const failure = await listen(app, { host, port: taken }).catch((error: unknown) => error)
  await app.close()
  expect(failure).toBeInstanceOf(Failure)
  expect((failure as Failure).message).toBe(sentence())
})

test('an address that is not this machine’s is told as well', async () => {
  await expect(requireFreePort({ host: '192.0.2.254', port: 0 })).rejects.toThrow(
    'This machine has no address 192.0.2.254. Choose another one with the setting HOST.',
  )
})

test('the answer is the address to call', async () => {
  const app = Fastify()
  const address = await listen(app, { host, port: 0 })
  await app.close()
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
})

// More spends in one turn of the event loop than can even be sent away: what becomes of those who come late in it.

import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { sendSpendsAway } from '../../src/http/room.ts'
import { longestTurn } from '../../src/operations/turn.ts'

/**
 * A server whose line of spends is full, and to which each moment that is looked at is another long turn away from the one
 * before: of the requests of one turn all but the first are late. What is put off is done when `timeHasCome` is called.
 */
async function fullServer() {
  const server = createServer()
  const away = sendSpendsAway(server, () => false)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // The fake timers of the test runner take long for ten thousand.
  let putOff: (() => void)[] = []
  const timer = vi.spyOn(globalThis, 'setTimeout').mockImplementation(((run: () => void) => {
    putOff.push(run)
  }) as typeof setTimeout)
  let moment = 0
  const now = vi.spyOn(performance, 'now').mockImplementation(() => {
    moment += longestTurn + 1
    return moment
  })
  onTestFinished(() => {
    now.mockRestore()
    timer.mockRestore()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const one = 'POST /api/wallets/1/spend HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n'
  /** That many on one connection, none of which waits for the answer to the one before. */
  const ask = (many: number) => {
    const socket = connect(port, '127.0.0.1')
    let answers = ''
    socket.on('data', (chunk) => {
      answers += chunk
    })
    socket.write(one.repeat(many))
    return { socket, heads: () => answers.match(/HTTP\/1\.1 .*|retry-after: .*/g) ?? [] }
  }
  const timeHasCome = () => {
    const due = putOff
    putOff = []
    for (const run of due) run()
  }
  return { away, ask, timeHasCome, putOff: () => putOff.length }
}

const turnOver = () => new Promise((resolve) => setImmediate(resolve))

test('those who come late in a long turn of the event loop are told as well, a little later', async () => {
  const { away, ask, timeHasCome, putOff } = await fullServer()
  const { socket, heads } = ask(2)
  const told = ['HTTP/1.1 503 Service Unavailable', 'retry-after: 1']
  while (away() < 2 || heads().length < told.length) await turnOver()
  expect(heads()).toEqual(told)
  expect(putOff()).toBe(1)
  timeHasCome()
  while (heads().length === told.length) await turnOver()
  expect(heads()).toEqual([...told, ...told])
  socket.destroy()
})

test('one who is late and has gone is not told, and harms nobody', async () => {
  const { away, ask, timeHasCome } = await fullServer()
  const { socket } = ask(2)
  while (away() < 2) await turnOver()
  socket.resetAndDestroy()
  await once(socket, 'close')
  timeHasCome()
  const other = ask(1)
  while (other.heads().length === 0) await turnOver()
  expect(other.heads()).toContain('HTTP/1.1 503 Service Unavailable')
  other.socket.destroy()
})

test('no more than ten thousand answers are put off at once', async () => {
  const { away, ask, timeHasCome, putOff } = await fullServer()
  const { socket } = ask(11_000)
  while (putOff() < 10_000) await turnOver()
  const other = ask(2)
  while (other.heads().length < 4) await turnOver()
  expect(putOff()).toBe(10_000)
  other.socket.destroy()
  while (away() < 11_002 || putOff() > 0) {
    timeHasCome()
    await turnOver()
  }
  socket.destroy()
})

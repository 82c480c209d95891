// Bytes on a connection, and whatever comes back until it closes.

import type { AddressInfo } from 'node:net'
import { connect, type Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

export interface Conversation {
  readonly socket: Socket
  /** Everything that came, once the other side has closed. */
  readonly whole: Promise<string>
  /** Waits until so many answers have begun; fails when the connection closes before. */
  readonly answers: (count: number) => Promise<string>
}

/** Opens a connection and writes to it; what is left of it ends with the test that opened it. */
export function converse(app: FastifyInstance, bytes: string | Buffer): Conversation {
  const { port } = app.server.address() as AddressInfo
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true })
  let text = ''
  socket.setEncoding('latin1')
  const whole = new Promise<string>((resolve) => {
    // A server that closes while more is sent resets the connection, which ends it as well.
    socket.on('error', () => resolve(text))
    socket.on('close', () => resolve(text))
    socket.on('end', () => socket.end())
  })
  const waiting = new Set<() => void>()
  socket.on('data', (part: string) => {
    text += part
    for (const look of waiting) look()
  })
  const answers = (count: number) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        if (statusesIn(text).length >= count) resolve(text)
      }
      waiting.add(look)
      void whole.then(() => reject(new Error(`closed after: ${text}`)))
      look()
    })
  socket.write(bytes)
  return { socket, whole, answers }
}

/** The statuses of the answers, in their order. */
export function statusesIn(text: string): readonly number[] {
  return [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))
}

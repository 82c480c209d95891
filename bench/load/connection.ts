// One kept connection to the server, and just enough HTTP/1.1 to send a request and know when its answer is whole. A
// client that does more would take the CPU that the server is measured on.

import { connect, type Socket } from 'node:net'

export interface Answer {
  readonly status: number
  /** Whether it says when to come again. */
  readonly saysWhen: () => boolean
  /** The body as far as it is in memory: for messages about failures only. */
  readonly text: () => string
}

const headEnd = Buffer.from('\r\n\r\n')
const nothing = Buffer.alloc(0)

/** All connections read into the same memory: what comes is looked at before anything else is read. */
const incoming = Buffer.alloc(64 * 1024)

export class Connection {
  private pending: Buffer = nothing
  private request = ''
  private onAnswer: ((answer: Answer) => void) | undefined
  /** Whether the server has answered on this socket: only such a one may it have taken for idle. */
  private hasServed = false
  private socket: Socket

  private readonly port: number
  private readonly onBroken: (error: Error) => void

  private constructor(port: number, onBroken: (error: Error) => void) {
    this.port = port
    this.onBroken = onBroken
    this.socket = this.connect()
  }

  static open(port: number, onBroken: (error: Error) => void): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const one = new Connection(port, onBroken)
      const { socket } = one
      socket.once('error', reject)
      socket.once('connect', () => {
        socket.off('error', reject)
        resolve(one)
      })
    })
  }

  /** One request at a time: the next one may be sent from within `onAnswer`. */
  send(request: string, onAnswer: (answer: Answer) => void): void {
    this.request = request
    this.onAnswer = onAnswer
    // A server ends what lies idle for a minute.
    if (this.socket.destroyed) this.reconnect()
    this.socket.write(request, 'latin1')
  }

  close(): void {
    this.onAnswer = undefined
    this.socket.destroy()
  }

  private connect(): Socket {
    const callback = (length: number) => {
      this.read(incoming.subarray(0, length))
      return true
    }
    const onread = { buffer: incoming, callback }
    const socket = connect({ host: '127.0.0.1', port: this.port, noDelay: true, onread })
    socket.on('error', (error) => {
      if (!this.hasServed) this.onBroken(error)
    })
    socket.on('close', () => {
      if (!this.onAnswer) return
      if (this.pending.length > 0 || !this.hasServed) {
        this.onBroken(new Error('the server closed a connection in use'))
        return
      }
      // It was closed as idle while the request was on its way: nothing was read of it, so it is sent again.
      this.reconnect()
      this.socket.write(this.request, 'latin1')
    })
    return socket
  }

  private reconnect(): void {
    this.hasServed = false
    this.socket = this.connect()
  }

  private read(chunk: Buffer): void {
    const whole = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk])
    if (isWhole(whole)) {
      this.pending = nothing
      this.hasServed = true
      const { onAnswer } = this
      this.onAnswer = undefined
      onAnswer?.({
        status: Number(whole.toString('latin1', 9, 12)),
        saysWhen: () => {
          const head = whole.toString('latin1', 0, whole.indexOf(headEnd) + 2)
          return /\r\nretry-after: *\d+\r\n/i.test(head)
        },
        text: () => whole.toString('utf8'),
      })
    } else {
      this.pending = Buffer.from(whole)
    }
  }
}

function isWhole(answer: Buffer): boolean {
  const end = answer.indexOf(headEnd)
  if (end < 0) return false
  const head = answer.toString('latin1', 0, end)
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)
  if (length) return answer.length >= end + 4 + Number(length[1])
  // Without a length the body comes in chunks, and the last of them is empty.
  return answer.toString('latin1', Math.max(end + 4, answer.length - 7)).endsWith('0\r\n\r\n')
}

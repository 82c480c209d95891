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

export class Connection {
  private pending: Buffer = nothing
  private onAnswer: ((answer: Answer) => void) | undefined

  private readonly socket: Socket

  private constructor(socket: Socket, onBroken: (error: Error) => void) {
    this.socket = socket
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => this.read(chunk))
    socket.on('error', onBroken)
    socket.on('close', () => {
      if (this.onAnswer) onBroken(new Error('the server closed a connection in use'))
    })
  }

  static open(port: number, onBroken: (error: Error) => void): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port })
      socket.once('error', reject)
      socket.once('connect', () => {
        socket.off('error', reject)
        resolve(new Connection(socket, onBroken))
      })
    })
  }

  /** One request at a time: the next one may be sent from within `onAnswer`. */
  send(request: string, onAnswer: (answer: Answer) => void): void {
    this.onAnswer = onAnswer
    this.socket.write(request, 'latin1')
  }

  close(): void {
    this.onAnswer = undefined
    this.socket.destroy()
  }

  private read(chunk: Buffer): void {
    const whole = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk])
    if (isWhole(whole)) {
      this.pending = nothing
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
      this.pending = whole
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

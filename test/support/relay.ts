// Stands between two sides of a TCP connection, passes on what they say, and cuts the line where a test wants it cut.

import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** One connection that runs through it. */
export interface Line {
  /** Ends it on both sides at once. */
  readonly cut: () => void
  /** From now on whatever the client sends is answered with a reset. */
  readonly forget: () => void
}

/** What is to become of bytes on their way. `pass and cut` still delivers them, `cut` does not. */
export type Verdict = 'pass' | 'cut' | 'pass and cut'

/** Looks at bytes before they are passed on. */
export interface Watch {
  readonly toServer?: (chunk: Buffer, line: Line) => Verdict
  readonly toClient?: (chunk: Buffer, line: Line) => Verdict
}

/** Bytes that are still on their way to the server. Whatever the server says from now on, the client does not get to see. */
export interface Held {
  /** Ends the line for the client alone: the server does not know, and what is held may arrive yet. */
  readonly leaveClient: () => void
  /** Lets them arrive, and waits until the server has said this. */
  readonly deliver: (answer: string) => Promise<void>
}

type Keep = (chunk: Buffer, client: Socket, server: Socket) => boolean

export class Relay {
  readonly port: number
  readonly #server: Server
  readonly #lines = new Set<Line>()
  #target: number
  #host: string
  #watch: Watch = {}
  #keep: Keep = () => false
  #isSilent = false
  #isLingering = false
  #refusing = 0
  cuts = 0
  /** Connections that were refused. */
  refusals = 0

  private constructor(server: Server, target: number, host: string) {
    this.#server = server
    this.port = (server.address() as { port: number }).port
    this.#target = target
    this.#host = host
    server.on('connection', (socket) => this.#join(socket))
  }

  /** To a port of this machine, or to where an address leads. */
  static async to(target: number | string): Promise<Relay> {
    const server = createServer({ noDelay: true }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    if (typeof target === 'number') return new Relay(server, target, '127.0.0.1')
    const { hostname, port } = new URL(target)
    return new Relay(server, Number(port) || 5432, hostname)
  }

  /** The same address by way of this. */
  addressOf(address: string): string {
    const through = new URL(address)
    through.host = `127.0.0.1:${this.port}`
    return through.href
  }

  /** New connections go to this port from now on; those there are stay as they are. */
  point(target: number): void {
    this.#target = target
  }

  watch(watch: Watch): void {
    this.#watch = watch
  }

  /** Keeps the next bytes to the server that contain this, once there are some. */
  hold(mark: string): Promise<Held> {
    return new Promise((resolve) => {
      this.#keep = (chunk, client, server) => {
        if (!chunk.includes(mark)) return false
        this.#keep = () => false
        resolve({
          leaveClient: () => client.destroy(),
          deliver: async (answer) => {
            server.write(chunk)
            for (let said = ''; !said.includes(answer); ) {
              const [more] = await once(server, 'data')
              said += more.toString('latin1')
            }
          },
        })
        return true
      }
    })
  }

  /** From now on nothing arrives anywhere and nobody is told, as behind a cable that was pulled out. */
  fallSilent(): void {
    this.#isSilent = true
  }

  /** New connections work again; those that were silent stay so. */
  speak(): void {
    this.#isSilent = false
  }

  /** From now on the end of a connection reaches the client only when it is cut, whatever the server said before. */
  linger(): void {
    this.#isLingering = true
  }

  /** The next so many connections are refused; those there are stay as they are. */
  refuse(count: number): void {
    this.#refusing = count
  }

  /** Does to all connections there are what a device on the way does to those that lay idle for long: nobody is told. */
  forgetAll(): void {
    for (const line of this.#lines) line.forget()
  }

  cutAll(): void {
    for (const line of this.#lines) line.cut()
  }

  async close(): Promise<void> {
    this.#server.close()
    this.cutAll()
    await once(this.#server, 'close')
  }

  #join(client: Socket): void {
    if (this.#refusing > 0) {
      this.#refusing -= 1
      this.refusals += 1
      client.resetAndDestroy()
      return
    }
    const server = connect({ host: this.#host, port: this.#target, noDelay: true })
    const line: Line = {
      cut: () => {
        this.#lines.delete(line)
        client.destroy()
        server.destroy()
      },
      forget: () => {
        isForgotten = true
      },
    }
    this.#lines.add(line)
    let isForgotten = false
    let isHeld = false
    for (const socket of [client, server]) {
      const end = () => {
        if (!isHeld && !(this.#isLingering && socket === server)) line.cut()
      }
      socket.on('error', end)
      socket.on('close', end)
    }
    let isLost = false
    const pass = (from: Socket, to: Socket, judge: (chunk: Buffer) => Verdict) => {
      from.on('data', (chunk: Buffer) => {
        isLost ||= this.#isSilent
        if (isLost) return
        if (isForgotten && from === client) {
          client.resetAndDestroy()
          return
        }
        if (from === client && this.#keep(chunk, client, server)) {
          isLost = true
          isHeld = true
          return
        }
        const verdict = judge(chunk)
        if (verdict !== 'pass') this.cuts += 1
        if (verdict === 'cut') return line.cut()
        to.write(chunk, () => {
          if (verdict === 'pass and cut') line.cut()
        })
      })
    }
    pass(client, server, (chunk) => this.#watch.toServer?.(chunk, line) ?? 'pass')
    pass(server, client, (chunk) => this.#watch.toClient?.(chunk, line) ?? 'pass')
  }
}

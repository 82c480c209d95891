// Stands between two sides of a TCP connection, passes on what they say, and cuts the line where a test wants it cut.

import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** One connection that runs through it. */
export interface Line {
  /** Ends it on both sides at once. */
  readonly cut: () => void
}

/** What is to become of bytes on their way. `pass and cut` still delivers them, `cut` does not. */
export type Verdict = 'pass' | 'cut' | 'pass and cut'

/** Looks at bytes before they are passed on. */
export interface Watch {
  readonly toServer?: (chunk: Buffer, line: Line) => Verdict
  readonly toClient?: (chunk: Buffer, line: Line) => Verdict
}

export class Relay {
  readonly port: number
  readonly #server: Server
  readonly #lines = new Set<Line>()
  #target: number
  #watch: Watch = {}
  #isSilent = false
  cuts = 0

  private constructor(server: Server, port: number, target: number) {
    this.#server = server
    this.port = port
    this.#target = target
    server.on('connection', (socket) => this.#join(socket))
  }

  static async to(target: number): Promise<Relay> {
    const server = createServer({ noDelay: true }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new Relay(server, (server.address() as { port: number }).port, target)
  }

  /** New connections go to this port from now on; those there are stay as they are. */
  point(target: number): void {
    this.#target = target
  }

  watch(watch: Watch): void {
    this.#watch = watch
  }

  /** From now on nothing arrives anywhere and nobody is told, as behind a cable that was pulled out. */
  fallSilent(): void {
    this.#isSilent = true
  }

  /** New connections work again; those that were silent stay so. */
  speak(): void {
    this.#isSilent = false
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
    const server = connect({ host: '127.0.0.1', port: this.#target, noDelay: true })
    const line: Line = {
      cut: () => {
        this.#lines.delete(line)
        client.destroy()
        server.destroy()
      },
    }
    this.#lines.add(line)
    for (const socket of [client, server]) {
      socket.on('error', line.cut)
      socket.on('close', line.cut)
    }
    let isLost = false
    const pass = (from: Socket, to: Socket, judge: (chunk: Buffer) => Verdict) => {
      from.on('data', (chunk: Buffer) => {
        isLost ||= this.#isSilent
        if (isLost) return
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

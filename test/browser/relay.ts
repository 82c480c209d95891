// What stands between a browser and a program, as proxies and networks do, and fails as they fail.

import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the API gets to see of a request, and the browser of the answer. */
type Weather =
  | 'fair'
  /** As a balancer answers that finds nobody behind it. */
  | 'balancer says 503'
  /** The service itself, with words of its own. */
  | 'service says 500'
  /** Connections that break before anything has come through. */
  | 'nothing goes in'

export interface Relay {
  readonly address: string
  /** Of requests to the API; files of the console come through in every weather. */
  weather: Weather
  /** The method whose requests to the API are served, and whose answers are lost on the way. */
  lost: string | undefined
  /** Idempotency-Keys of what was lost. */
  readonly keys: (string | undefined)[]
  /** Until `listen`, connections are refused. */
  readonly stop: () => Promise<void>
  readonly listen: () => Promise<void>
}

export const words = 'The cupboard is locked.'

export async function openRelay(target: string): Promise<Relay> {
  const keys: Relay['keys'] = []
  const server = createServer((asked, answer) => {
    // A browser sends again by itself what broke on a connection that it had used before.
    answer.setHeader('connection', 'close')
    const weather = asked.url?.startsWith('/api/') ? relay.weather : 'fair'
    const isLost = asked.url?.startsWith('/api/') === true && asked.method === relay.lost
    if (isLost) keys.push(asked.headers['idempotency-key'] as string | undefined)
    if (weather === 'nothing goes in') answer.destroy()
    else if (weather === 'balancer says 503') answer.writeHead(503).end('<h1>503</h1>')
    else if (weather === 'service says 500') {
      answer.writeHead(500, { 'content-type': 'application/json' })
      answer.end(JSON.stringify({ Message: words, WasSuccessful: false }))
    } else pass(asked, answer, target, isLost)
  })
  const listen = async (port = 0) => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const port = await listen()
  const relay: Relay = {
    address: `http://127.0.0.1:${port}`,
    weather: 'fair',
    lost: undefined,
    keys,
    stop: async () => {
      if (!server.listening) return
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
    listen: async () => {
      await listen(port)
    },
  }
  return relay
}

function pass(asked: IncomingMessage, answer: ServerResponse, target: string, isLost: boolean) {
  const { method, headers, url } = asked
  const onward = request(
    new URL(url ?? '/', target),
    { method, headers, agent: false },
    (given) => {
      if (isLost) {
        given.resume().once('end', () => answer.destroy())
        return
      }
      const { connection: _, ...others } = given.headers
      answer.writeHead(given.statusCode ?? 502, others)
      given.pipe(answer)
    },
  )
  onward.once('error', () => answer.destroy())
  asked.pipe(onward)
}

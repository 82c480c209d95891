// The connections of a server, and which of them are in the way of its end: Node stops looking at their limits of time as
// soon as a server is told to close, so whoever says nothing, or half of something, would keep it for as long as they like.

import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

export interface OpenConnections {
  /** Ends those on which no request has begun: nothing was sent, or half a head. */
  readonly endUnused: () => void
  /** Ends those as well that still owe a part of their request, or do not take their answer; not what is being worked on. */
  readonly endWaiting: () => void
  readonly endAll: () => void
}

/** Knows the connections that are opened from here on. */
export function followConnections(server: Server): OpenConnections {
  // Lists, not sets: what is put into a set and taken out again without end leaves a chain of tables behind that only a full
  // collection finds, and that keeps alive what they held.
  const open = new Map<Socket, ServerResponse[]>()
  server.on('connection', (socket: Socket) => {
    open.set(socket, [])
    socket.once('close', () => open.delete(socket))
  })
  // Before the framework, which may answer at once.
  server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    const responses = open.get(socket)
    responses?.push(response)
    response.once('close', () => responses?.splice(responses.indexOf(response), 1))
  })
  const endUnless = (isKept: (responses: readonly ServerResponse[]) => boolean) => {
    for (const [socket, responses] of open) if (!isKept(responses)) socket.destroy()
  }
  return {
    endUnused: () => endUnless((responses) => responses.length > 0),
    endWaiting: () => endUnless((responses) => responses.some(isWorkedOn)),
    endAll: () => endUnless(() => false),
  }
}

/** The request is here, and its answer has not begun: what is left to wait for is the program's own work. */
function isWorkedOn({ req, headersSent }: ServerResponse): boolean {
  return req.complete && !headersSent
}

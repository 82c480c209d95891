// Requests as text, drawn by weight and by id.

import { randomUUID } from 'node:crypto'
import type { LoadPlan, RequestKind } from './plan.ts'

export interface Drawn {
  readonly kind: RequestKind
  readonly text: string
}

/** Random numbers from a seed (mulberry32), so that two runs ask for the same. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Answers the next request, every time it is called. */
export function drawer(plan: LoadPlan, random: () => number): () => Drawn {
  const weights = plan.kinds.reduce((sum, kind) => sum + kind.weight, 0)
  const templates = plan.kinds.map((kind) => templateOf(plan, kind))
  return () => {
    let left = random() * weights
    let index = 0
    for (const [at, kind] of plan.kinds.entries()) {
      index = at
      left -= kind.weight
      if (left < 0) break
    }
    const kind = plan.kinds[index] as RequestKind
    const [first, last] = kind.ids
    const id = first + Math.floor(random() * (last - first + 1))
    const text = templates[index]?.(String(id)) ?? ''
    return { kind, text }
  }
}

function templateOf(plan: LoadPlan, kind: RequestKind): (id: string) => string {
  const path = filled(kind.path)
  const head = ` HTTP/1.1\r\nHost: 127.0.0.1:${plan.port}\r\nAuthorization: Bearer ${plan.token}\r\n`
  const { body } = kind
  const own = filled(body ?? '')
  // Most bodies are the same for everybody.
  const same = body?.includes('{id}') ? undefined : withLength(body)
  return (id) => {
    const key = kind.hasKey ? `Idempotency-Key: ${randomUUID()}\r\n` : ''
    return `${kind.method} ${path(id)}${head}${key}${same ?? withLength(own(id))}`
  }
}

/** The text with the id wherever it asks for one. */
function filled(text: string): (id: string) => string {
  const parts = text.split('{id}')
  return (id) => parts.join(id)
}

function withLength(body: string | undefined): string {
  if (body === undefined) return '\r\n'
  return `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}

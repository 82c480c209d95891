// Puts a planned request on the wire, byte for byte, and takes what comes back.

import { Agent, request } from 'node:http'
import type { Caller, Plan } from './requests.ts'
import type { Node } from './values.ts'

/** Ids of records that the server has, by kind. One of each kind may be spared, so that there always is one. */
export type Ids = (target: string, pick: number, isSpared: boolean) => string
type KnownIds = (target: string, pick: number) => string

export interface Written {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | undefined
}

export interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly text: string
}

export function write(
  plan: Plan,
  known: Ids,
  tokens: Readonly<Record<Caller, string | undefined>>,
): Written {
  const isSpared = plan.route.verb === 'DELETE' || plan.route.path.endsWith('/runcommand')
  const ids: KnownIds = (target, pick) => known(target, pick, isSpared)
  const segments = plan.path.map((part) => (typeof part === 'string' ? part : plain(part, ids)))
  const query = plan.query.map(([name, value]) => `${escaped(name)}=${escaped(plain(value, ids))}`)
  const token = tokens[plan.caller]
  const dressed = dress(plan, ids)
  return {
    method: plan.route.verb,
    path: segments.join('') + (query.length > 0 ? `?${query.join('&')}` : ''),
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(dressed
        ? { 'content-type': dressed.type, 'content-length': String(dressed.bytes.length) }
        : {}),
      ...plan.headers,
    },
    body: dressed?.bytes,
  }
}

function dress(
  plan: Plan,
  ids: KnownIds,
): { readonly type: string; readonly bytes: Buffer } | undefined {
  const { body } = plan
  if (body === undefined) return undefined
  const text = jsonOf(body, ids)
  const as = (type: string, content: string | Buffer) => ({
    type,
    bytes: Buffer.from(content as string),
  })
  const kind = 'application/json'
  const isForm = plan.dress === 'form' || (plan.dress === 'plain' && plan.route.isForm)
  if (isForm && 'members' in body)
    return as('application/x-www-form-urlencoded', formOf(body.members, ids))
  switch (plan.dress) {
    case 'cut':
      return as(kind, text.slice(0, Math.floor(text.length / 2)))
    case 'mark':
      return as('application/json; charset=utf-16', `\uFEFF${text}`)
    case 'bytes':
      return as(
        kind,
        Buffer.concat([
          Buffer.from(text.slice(0, -1)),
          Buffer.from([0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80, 0x7d]),
        ]),
      )
    case 'twice':
      return as(kind, text.replace(/^\{(.+)\}$/s, '{$1,$1}'))
    case 'list':
      return as(kind, `[${text}]`)
    case 'other':
      return as('multipart/form-data; boundary=x', text)
    default:
      return as(kind, text)
  }
}

function jsonOf(node: Node, ids: KnownIds): string {
  if ('id' in node) return ids(node.id, node.pick)
  if ('raw' in node) return node.raw
  if ('text' in node) return JSON.stringify(node.text)
  if ('items' in node) return `[${node.items.map((item) => jsonOf(item, ids)).join(',')}]`
  return `{${node.members.map(([name, value]) => `${JSON.stringify(name)}:${jsonOf(value, ids)}`).join(',')}}`
}

function plain(node: Node, ids: KnownIds): string {
  return 'text' in node ? node.text : jsonOf(node, ids)
}

function formOf(members: readonly (readonly [string, Node])[], ids: KnownIds): string {
  return members.map(([name, value]) => `${escaped(name)}=${escaped(plain(value, ids))}`).join('&')
}

// Half characters as the three bytes that are no UTF-8, and now and then a sign that is no escape at all.
function escaped(text: string): string {
  return text
    .split(/([\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff])/)
    .map((part) => (/^[\ud800-\udfff]$/.test(part) ? '%ED%A0%80' : encodeURIComponent(part)))
    .join('')
    .replace(/^%25$/, '%')
}

const agent = new Agent({ keepAlive: true, maxSockets: 16 })

/** Fails when nothing has come back after `patience` milliseconds, or the connection broke. */
export function send(
  address: string,
  { method, path, headers, body }: Written,
  patience: number,
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const asked = request(`${address}/`, {
      agent,
      method,
      path,
      headers,
      signal: AbortSignal.timeout(patience),
    })
    asked.on('error', reject)
    asked.on('response', (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('error', reject)
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(parts).toString('utf8'),
        }),
      )
    })
    asked.end(body)
  })
}

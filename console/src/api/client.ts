// Requests to the API with the session of this browser, and its refusals as errors.

import { HttpError } from 'react-admin'
import { liveToken } from './tokens.ts'
import { reach, Unreachable } from './unreachable.ts'

interface Sending {
  readonly method?: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly body?: unknown
  /** Sent twice under the same key, it is done once. */
  readonly key?: string
  readonly accept?: string
}

/** What every write answers. */
export interface Envelope<Value> {
  readonly Message: string
  readonly Value: Value
  readonly WasSuccessful: boolean
}

interface Refusal {
  readonly Message?: string
  readonly Errors?: readonly { readonly PropertyName: string; readonly Message: string }[] | null
}

export async function get<Value>(path: string): Promise<Value> {
  return bodyOf<Value>(await answered(path, {}))
}

/** A question that needs a body. It changes nothing, and may be asked as often as one likes. */
export async function ask<Value>(path: string, body: unknown): Promise<Value> {
  return valueIn<Value>(await answered(path, { method: 'POST', body }))
}

/** POST, answering the value in the envelope. */
export async function post<Value>(path: string, body: unknown, key?: string): Promise<Value> {
  return send(path, { method: 'POST', body, ...(key === undefined ? {} : { key }) })
}

/** Keys of writes whose answer was lost, by what was written. */
const lostKeys = new Map<string, string>()

/** A write. Sent again after its answer was lost, it goes under the same key, and is done once. */
export async function send<Value>(path: string, sending: Sending): Promise<Value> {
  const write = JSON.stringify([sending.method, path, sending.body])
  const key = sending.key ?? lostKeys.get(write) ?? newKey()
  lostKeys.delete(write)
  try {
    const value = await valueIn<Value>(await answered(path, { ...sending, key }))
    // Something else was done since, so the same write would be another one.
    lostKeys.clear()
    return value
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error
    lostKeys.set(write, key)
    throw new Unreachable(uncertain)
  }
}

const uncertain =
  'No answer came, so it is not known whether this was done. Pressing again is safe as long as nothing is changed: it is done only once.'

async function valueIn<Value>(response: Response): Promise<Value> {
  const envelope = await bodyOf<Envelope<Value>>(response)
  // Deletions and commands say no with a success of HTTP.
  if (!envelope.WasSuccessful) throw new HttpError(envelope.Message, 400, envelope)
  return envelope.Value
}

/** An answer that breaks off, or that is no answer of the service, is none. */
async function bodyOf<Value>(response: Response): Promise<Value> {
  try {
    return (await response.json()) as Value
  } catch {
    throw new Unreachable()
  }
}

export async function answered(path: string, sending: Sending): Promise<Response> {
  const token = await liveToken()
  const first = await fetchWith(path, sending, token)
  if (first.status !== 401) return accepted(first)
  return accepted(await fetchWith(path, sending, await liveToken(token)))
}

function fetchWith(path: string, sending: Sending, token: string | undefined): Promise<Response> {
  const { method = 'GET', body, key, accept = 'application/json' } = sending
  const headers: Record<string, string> = { accept }
  if (token !== undefined) headers.authorization = `Bearer ${token}`
  if (body !== undefined) headers['content-type'] = 'application/json'
  if (key !== undefined) headers['idempotency-key'] = key
  return reach(path, { method, headers, body: body === undefined ? null : JSON.stringify(body) })
}

async function accepted(response: Response): Promise<Response> {
  if (response.ok) return response
  const body = (await response.json().catch(() => undefined)) as Refusal | string | undefined
  const refusal = typeof body === 'object' ? body : { Message: body }
  const errors = (refusal.Errors ?? []).map((one) => [one.PropertyName, one.Message] as const)
  const first = errors.map(([name, message]) => `${name}: ${message}`).join('. ')
  const said = first || refusal.Message
  // Without words of the service it is something in between that answers for it.
  if (!said && response.status >= 500) throw new Unreachable()
  const message = said || `The server answered ${response.status}.`
  throw new HttpError(message, response.status, { errors: Object.fromEntries(errors) })
}

/** Random enough never to be used twice; `randomUUID` is not there on plain addresses. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

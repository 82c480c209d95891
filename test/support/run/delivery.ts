// Sends the requests of a random run: some twice at once, some again later, some with another body under the same key; and
// again when the answer is that the service is busy, which a key makes safe.

import type { Answer, World } from '../world.ts'
import type { Chance } from './chance.ts'
import type { Request } from './scene.ts'

export interface Delivered {
  readonly request: Request
  readonly key: string | undefined
  readonly answer: Answer
}

const mostAttempts = 60

/** Sends until there is an answer; a write without a key is sent once, because twice might be done twice. */
export async function send(
  world: World,
  { method, url, body }: Request,
  key?: string,
): Promise<Answer> {
  const headers = key === undefined ? {} : { 'Idempotency-Key': key }
  const isSafe = method === 'GET' || key !== undefined
  for (let attempt = 1; ; attempt += 1) {
    const answer = await world.ask(method, url, { headers, ...(body ? { body } : {}) })
    if (answer.status !== 503 || !isSafe || attempt === mostAttempts) return answer
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** Whether the request was done, and so left a receipt; deletions and commands are refused with 200. */
function isDone({ status, body }: Answer): boolean {
  return status === 200 && body?.WasSuccessful !== false
}

/** Delivers a request in one of the ways a network has; answers what came back, and what should not have. */
export async function deliver(
  world: World,
  request: Request,
  key: string | undefined,
  chance: Chance,
): Promise<{ readonly delivered: readonly Delivered[]; readonly faults: readonly string[] }> {
  const once = async (given: Request): Promise<Delivered> => ({
    request: given,
    key,
    answer: await send(world, given, key),
  })
  if (key === undefined) return { delivered: [await once(request)], faults: [] }
  const altered = { ...request, body: { ...request.body, Altered: chance.upTo(1_000) } }
  const others = chance.weighed([
    [20, []],
    [2, [request]],
    [1, [request, request]],
    [1, [altered]],
    [1, [altered, request]],
  ])
  const delivered = chance.happens(0.5)
    ? await Promise.all([request, ...others].map(once))
    : await inTurn([request, ...others], once)
  return { delivered, faults: faultsOf(delivered) }
}

async function inTurn(
  requests: readonly Request[],
  once: (request: Request) => Promise<Delivered>,
): Promise<readonly Delivered[]> {
  const delivered: Delivered[] = []
  for (const request of requests) delivered.push(await once(request))
  return delivered
}

/** Of one key, one body is done, every answer to it is the same, and another body after it is a conflict. */
function faultsOf(delivered: readonly Delivered[]): readonly string[] {
  const done = delivered.filter(({ answer }) => isDone(answer))
  const answers = new Set(done.map(({ answer }) => answer.text))
  const bodies = new Set(done.map(({ request }) => JSON.stringify(request.body)))
  const tale = () =>
    delivered.map(({ request, answer }) => `${JSON.stringify(request)} → ${answer.text}`).join('\n')
  return answers.size > 1 || bodies.size > 1 ? [`one key, several outcomes:\n${tale()}`] : []
}

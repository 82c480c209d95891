// What is wrong with an answer, whatever was asked: nothing, or sentences.

import { fileURLToPath } from 'node:url'
import { failureSchema, mismatches, type Route, type Schema } from './description.ts'
import type { Plan } from './requests.ts'
import type { Answered } from './send.ts'

const here = fileURLToPath(new URL('../../../', import.meta.url))

/** The inside of the program: none of these is in anything that is sent. */
const inside = [
  /\n\s+at \S+ \(/,
  /node_modules|file:\/\/\/|\.[jt]s:\d+/,
  /syntax error at|violates [a-z-]+ constraint|invalid input syntax|out of range for type|operator does not exist/i,
  /duplicate key value|(relation|column|table|constraint|function) "\w+"|pg_catalog|current transaction is aborted/i,
  /\b(TypeError|RangeError|ReferenceError|SyntaxError)\b|is not a function|Cannot read propert|is not iterable|undefined is not/,
]

type Content = Readonly<Record<string, Schema>>

export function problemsOf(plan: Plan, answer: Answered): readonly string[] {
  const { status, text } = answer
  if (status === 503 && answer.headers['retry-after'] !== undefined) return []
  if (status >= 500) return [`answered ${status}: ${text.slice(0, 300)}`]
  const leaks = inside
    .filter((pattern) => pattern.test(text))
    .map((pattern) => `shows ${pattern}: ${text.slice(0, 500)}`)
  if (text.includes(here)) leaks.push(`shows where the program lies`)
  return [...leaks, ...shapeProblems(plan, answer)]
}

function shapeProblems(plan: Plan, { status, headers, text }: Answered): readonly string[] {
  const content = contentFor(plan.route, status) ?? contentOfRefusal(plan, status)
  if (content === undefined)
    return [`answered ${status}, which is not described: ${text.slice(0, 300)}`]
  const [kind = ''] = String(headers['content-type'] ?? '').split(';')
  const schema = content[kind]
  if (schema === undefined) {
    return [
      `answered ${status} as ${kind || 'nothing'}, which is not described: ${text.slice(0, 300)}`,
    ]
  }
  return kind === 'application/json'
    ? jsonProblems(schema, text).map((problem) => `answered ${status}, where ${problem}`)
    : []
}

function jsonProblems(schema: Schema, text: string): readonly string[] {
  try {
    return mismatches(schema, JSON.parse(text)).slice(0, 5)
  } catch {
    return [`is no JSON: ${text.slice(0, 300)}`]
  }
}

/** The content that is described for a status, as itself or as one of its hundred. */
function contentFor(route: Route, status: number): Content | undefined {
  return route.answers.get(String(status)) ?? route.answers.get(`${String(status)[0]}XX`)
}

/** What is no path, or too long to be read, is refused before there is a route that could describe it. */
function contentOfRefusal(plan: Plan, status: number): Content | undefined {
  const isOdd = plan.path.some((part, place) => typeof part === 'string' && place % 2 === 1)
  const isRefused = status === 431 || (isOdd && [400, 404, 405].includes(status))
  return isRefused ? { 'application/json': failureSchema } : undefined
}

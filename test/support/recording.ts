// Answers as they are recorded beside the examples: readable, and without what differs from run to run.

import type { Answer } from './world.ts'

/** One answer as text. `since` is when the run began; what happened from then on counts as now. */
export function recorded(title: string, answer: Answer, since: number): string {
  const type = String(answer.headers['content-type'] ?? '')
  const body = type.startsWith('application/json') ? indented(answer.text) : answer.text
  return `### ${title}\n\n${answer.status} ${type}\n\n${settled(body, since)}\n`
}

function settled(text: string, since: number): string {
  return text
    .replace(/("(?:access|refresh)_token": )"[^"]+"/g, '$1"<token>"')
    .replace(/"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"/g, '"<guid>"')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (instant) => {
      // Most answers cut the fraction of a second off.
      const isNow = Date.parse(instant) >= since - 1_000 && Date.parse(instant) <= Date.now()
      return isNow ? '<now>' : instant
    })
    .replaceAll('\r\n', '\n')
}

/** JSON with a member a line. Works on the text, because parsing would lose how numbers are written (`10.0`). */
function indented(json: string): string {
  const tokens = json.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? []
  let depth = 0
  const line = () => `\n${'  '.repeat(depth)}`
  return tokens
    .map((token, index) => {
      const previous = tokens[index - 1] ?? ''
      const isEmpty = '{['.includes(previous) && '}]'.includes(token) && previous !== ''
      if (token === ',') return token
      if (token === ':') return ': '
      if ('}]'.includes(token)) {
        depth -= 1
        return isEmpty ? token : `${line()}${token}`
      }
      const start = previous === ',' || (previous !== '' && '{['.includes(previous)) ? line() : ''
      if ('{['.includes(token)) depth += 1
      return `${start}${token}`
    })
    .join('')
}

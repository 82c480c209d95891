// Reads files of requests as editors run them: `### title`, `# @name`, a request line, headers, a body, `{{variables}}`.

export interface FileRequest {
  readonly title: string
  /** What later requests call its answer. */
  readonly name: string | undefined
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

export interface HttpFile {
  /** As they are written, with variables in them. */
  readonly requests: readonly FileRequest[]
  readonly variables: ReadonlyMap<string, string>
}

export function parseHttpFile(text: string): HttpFile {
  const [head = '', ...sections] = text.split(/^###[ \t]*/m)
  return { variables: variablesIn(head), requests: sections.map(requestIn) }
}

function variablesIn(head: string): ReadonlyMap<string, string> {
  const lines = head.matchAll(/^@(\w+)[ \t]*=[ \t]*(.*)$/gm)
  return new Map([...lines].map(([, name = '', value = '']) => [name, value.trim()]))
}

function requestIn(section: string): FileRequest {
  const [title = '', ...lines] = section.split('\n')
  const name = lines.map((line) => /^# @name (\w+)/.exec(line)?.[1]).find(Boolean)
  const rest = lines.filter((line) => !line.startsWith('#'))
  const start = rest.findIndex((line) => line.trim() !== '')
  const blank = rest.findIndex((line, index) => index > start && line.trim() === '')
  const [line = '', ...headers] = rest.slice(start, blank < 0 ? undefined : blank)
  const body = blank < 0 ? '' : rest.slice(blank).join('\n').trim()
  const [method = '', url = ''] = line.split(' ')
  return {
    title: title.trim(),
    name,
    method,
    url,
    headers: Object.fromEntries(headers.map(headerIn)),
    body: body === '' ? undefined : body,
  }
}

function headerIn(line: string): [string, string] {
  const colon = line.indexOf(':')
  return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]
}

/** Bodies of the answers so far, by the names of their requests. */
export type Answers = ReadonlyMap<string, unknown>

/** Replaces every variable, those inside of variables too. */
export function fill(text: string, variables: HttpFile['variables'], answers: Answers): string {
  return text.replace(/\{\{([^}]+)\}\}/g, (_, expression: string) => {
    const variable = variables.get(expression)
    if (variable !== undefined) return fill(variable, variables, answers)
    return memberOf(expression, answers)
  })
}

/** `created.response.body.$.Value.Id`: a member of the answer to an earlier request. */
function memberOf(expression: string, answers: Answers): string {
  const [, name = '', path = ''] = /^(\w+)\.response\.body\.\$\.(.+)$/.exec(expression) ?? []
  const steps = path.split(/[.[\]]+/).filter(Boolean)
  const value = steps.reduce(
    (at: unknown, step) => (at as Record<string, unknown> | undefined)?.[step],
    answers.get(name),
  )
  if (value === undefined || value === null) throw new Error(`nothing answers {{${expression}}}`)
  return String(value)
}

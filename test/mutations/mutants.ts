// What may be wrong with a source file, one small thing at a time: places in its syntax tree, and what to write there instead.

import { parseSync } from 'vite'

/** One change of one file. */
export interface Mutant {
  /** Relative to the folder of the project. */
  readonly file: string
  /** Of the first character that changes; from 1. */
  readonly line: number
  /** The line that changes, as it is and as the mutant has it; of a longer change its first line. */
  readonly before: string
  readonly after: string
  /** The whole file with the change. */
  readonly source: string
}

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [member: string]: unknown
}

/** Puts `text` in the place of the characters from `start` to `end`. */
interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** The words that a type lists as alternatives: in the place of one the next can be put. */
export type Alternatives = ReadonlyMap<string, string>

type Rule = (node: Node, text: (node: Node) => string, alternatives: Alternatives) => Edit[]

const operators: Readonly<Record<string, readonly string[]>> = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '**': ['*'],
  '&&': ['||'],
  '||': ['&&'],
  '+=': ['-='],
  '*=': ['/='],
}

const otherNames = new Map(
  Object.entries({
    some: 'every',
    every: 'some',
    min: 'max',
    max: 'min',
    floor: 'ceil',
    ceil: 'floor',
    trunc: 'ceil',
    startsWith: 'endsWith',
    padStart: 'padEnd',
    padEnd: 'padStart',
    least: 'greatest',
    greatest: 'least',
    plus: 'minus',
    minus: 'plus',
  }),
)

// What a chain of calls can do without: `list.sort(f)` is a list all the same.
const droppable = new Set([
  'sort',
  'filter',
  'trim',
  'toLowerCase',
  'toUpperCase',
  'replace',
  'slice',
])

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, 'type') === 'string'

const nodesOf = (value: unknown): Node[] =>
  isNode(value) ? [value] : Array.isArray(value) ? value.filter(isNode) : []

const child = (node: Node, member: string): Node => {
  const [found] = nodesOf(node[member])
  if (!found) throw new Error(`${node.type} without ${member}`)
  return found
}

const instead = (node: Node, ...texts: readonly string[]): Edit[] =>
  texts.map((text) => ({ start: node.start, end: node.end, text }))

/** An operator stands between its operands, comments aside. */
function swapped(left: Node, right: Node, operator: string, whole: (node: Node) => string): Edit[] {
  const between = whole({ type: 'Between', start: left.end, end: right.start })
  const start = left.end + between.lastIndexOf(operator)
  const others = operators[operator] ?? []
  return others.map((text) => ({ start, end: start + operator.length, text }))
}

/** Either operand alone. */
const halves: Rule = (node, text) =>
  instead(node, `(${text(child(node, 'left'))})`, `(${text(child(node, 'right'))})`)

const swap: Rule = (node, text) =>
  swapped(child(node, 'left'), child(node, 'right'), String(node.operator), text)

const drop: Rule = (node) => instead(node, '{}')

const rules: Readonly<Record<string, Rule>> = {
  BinaryExpression: swap,
  AssignmentExpression: swap,
  LogicalExpression: (...given) => [...swap(...given), ...halves(...given)],
  ConditionalExpression: (node, text) =>
    instead(node, `(${text(child(node, 'consequent'))})`, `(${text(child(node, 'alternate'))})`),
  IfStatement: (node) => instead(child(node, 'test'), 'true', 'false'),
  WhileStatement: (node) => instead(child(node, 'test'), 'false'),
  ForStatement: (node) => nodesOf(node.test).flatMap((test) => instead(test, 'false')),
  UnaryExpression: (node, text) => instead(node, `(${text(child(node, 'argument'))})`),
  ExpressionStatement: drop,
  BreakStatement: drop,
  ContinueStatement: drop,
  ThrowStatement: drop,
  CallExpression: (node, text) => {
    const callee = child(node, 'callee')
    const isMember = callee.type === 'MemberExpression'
    const name = isMember ? child(callee, 'property') : callee
    const other = otherNames.get(text(name))
    const renamed = other === undefined ? [] : instead(name, other)
    if (isMember && droppable.has(text(name))) {
      return [...renamed, ...instead(node, text(child(callee, 'object')))]
    }
    const [only, ...more] = nodesOf(node.arguments)
    // A function of one thing may be passed by: what it makes of the thing is then missing.
    const passed = only && more.length === 0 && !isMember ? instead(node, text(only)) : []
    return [...renamed, ...passed]
  },
  ArrayExpression: (node) => {
    const elements = nodesOf(node.elements)
    return elements.map((element, index) => {
      const next = elements[index + 1]
      return { start: element.start, end: next ? next.start : element.end, text: '' }
    })
  },
  TemplateLiteral: (node) => instead(node, '``'),
  Literal: (node, text, alternatives) => {
    const { value } = node
    if (typeof node.bigint === 'string') {
      const number = BigInt(node.bigint)
      return instead(node, `${number + 1n}n`, `${number - 1n}n`)
    }
    if (isNode(node.regex) || node.regex) return looserPatterns(text(node)).flatMap(around(node))
    if (typeof value === 'boolean') return instead(node, String(!value))
    if (typeof value === 'number') return instead(node, `(${value + 1})`, `(${value - 1})`)
    if (typeof value === 'string' && value !== '') {
      return instead(node, `'${alternatives.get(value) ?? ''}'`)
    }
    return []
  },
}

const around = (node: Node) => (text: string) => instead(node, text)

/** A pattern that is not held to its start, to its end or to a case. */
function looserPatterns(pattern: string): string[] {
  return [
    pattern.replace(/^\/\^/, '/'),
    pattern.replace(/\$(?=\/[a-z]*$)/, ''),
    pattern.replace(/i$/, ''),
  ].filter((one) => one !== pattern)
}

/** Types, names of members and where things are imported from say nothing that happens. */
function childrenOf(node: Node): Node[] {
  if (node.type === 'ImportDeclaration') return []
  // The words of an error that nobody is meant to see.
  if (node.type === 'NewExpression' && child(node, 'callee').name === 'Error') return []
  return Object.entries(node)
    .filter(([member]) => member !== 'key' || node.computed === true)
    .flatMap(([, value]) => nodesOf(value))
    .filter((one) => !one.type.startsWith('TS') || /^TS(As|Satisfies|NonNull)/.test(one.type))
}

/** Every mutant of a file, in the order of its lines. The types of some do not fit. */
export function mutantsOf(
  file: string,
  source: string,
  alternatives: Alternatives = new Map(),
): Mutant[] {
  const text = ({ start, end }: Pick<Node, 'start' | 'end'>) => source.slice(start, end)
  const editsOf = (node: Node): Edit[] => [
    ...(rules[node.type]?.(node, text, alternatives) ?? []),
    ...childrenOf(node).flatMap(editsOf),
  ]
  const program = parseSync(file, source).program as unknown as Node
  const mutants = editsOf(program).map((edit): Mutant => {
    const changed = source.slice(0, edit.start) + edit.text + source.slice(edit.end)
    const line = source.slice(0, edit.start).split('\n').length
    const lineOf = (whole: string) => whole.split('\n')[line - 1]?.trim() ?? ''
    return { file, line, before: lineOf(source), after: lineOf(changed), source: changed }
  })
  // Operators that may not stand beside each other make no program at all.
  return mutants
    .filter((mutant) => parseSync(file, mutant.source).errors.length === 0)
    .sort((left, right) => left.line - right.line)
}

/** The next word for every word of a type that is a choice of words. */
export function alternativesIn(sources: readonly string[]): Alternatives {
  const next = new Map<string, string>()
  const collect = (node: Node) => {
    if (node.type === 'TSUnionType') {
      const words = nodesOf(node.types)
        .flatMap((type) => nodesOf(type.literal))
        .map((literal) => literal.value)
        .filter((value) => typeof value === 'string')
      words.forEach((word, index) => {
        next.set(word, words[(index + 1) % words.length] ?? '')
      })
    }
    for (const value of Object.values(node)) nodesOf(value).forEach(collect)
  }
  for (const source of sources) collect(parseSync('types.ts', source).program as unknown as Node)
  return next
}

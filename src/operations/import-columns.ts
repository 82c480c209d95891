// What the columns of an import are: pure. They carry the names that members have on the wire.

import type { Entity } from '../entities/entity.ts'
import { Failure } from '../failure.ts'

/** Columns that are no members of the record: what is left of it, and why it is granted. */
const beside = ['RemainingCredit', 'Reason'] as const

/** The members that the cells of a row are, in their order; fails when the header names others or too few. */
export function columnsOf(owner: Entity, header: readonly string[]): readonly string[] {
  const taken = takenBy(owner)
  const byName = new Map(taken.map((name) => [name.toLowerCase(), name]))
  const names = header.map((cell) => cell.trim())
  const columns = names.map((name) => byName.get(name.toLowerCase()))
  refuse(
    names.filter((_, place) => columns[place] === undefined).map((name) => name || '(no name)'),
    'not taken',
    `An import takes ${taken.filter((name) => owner.fields[name]?.source.from !== 'delta').join(', ')}.`,
  )
  const members = columns.filter((name) => name !== undefined)
  refuse(
    members.filter((name, place) => members.indexOf(name) < place),
    'there more than once',
  )
  refuse(
    taken.filter((name) => owner.fields[name]?.required && !members.includes(name)),
    'missing',
  )
  return members
}

/** What a POST takes, and what stands beside it. */
function takenBy(owner: Entity): readonly string[] {
  const members = Object.entries(owner.fields)
    .filter(([, { access }]) => access === 'always' || access === 'on create')
    .map(([name]) => name)
  return [...members, ...beside]
}

function refuse(columns: readonly string[], are: string, hint = ''): void {
  if (columns.length === 0) return
  const named = [...new Set(columns)].join(', ')
  const problem =
    columns.length === 1 ? `The column ${named} is ${are}.` : `The columns ${named} are ${are}.`
  throw new Failure('invalid', [problem, hint].filter((part) => part !== '').join(' '))
}

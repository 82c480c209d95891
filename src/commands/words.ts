// The words after a command: its options and arguments, and what to say about others.

import { type ParseArgsConfig, parseArgs } from 'node:util'
import { Failure } from '../failure.ts'

/** How a command is written, and what it does, for whoever asks or mistypes it. */
export interface Usage {
  /** What may follow the name of the command. */
  readonly words: string
  readonly does: string
  readonly details?: readonly string[]
  readonly options?: NonNullable<ParseArgsConfig['options']>
  /** Whether words that are no options may follow. */
  readonly takesArguments?: boolean
}

export interface Words {
  readonly options: Readonly<Record<string, unknown>>
  readonly rest: readonly string[]
}

/** A command that was written wrongly: nothing was done, and the program ends with exit 2. */
export class WrongUsage extends Failure {
  constructor(problem: string, usage: string) {
    super('invalid', `${problem}\n\n${usage}`)
  }
}

/** The words of a command, or a refusal of the first one that it does not take. */
export function readWords(name: string, usage: Usage, words: readonly string[]): Words {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      options: usage.options ?? {},
      allowPositionals: usage.takesArguments ?? false,
    })
    return { options: values, rest: positionals }
  } catch (error) {
    if (!isWrongWord(error)) throw error
    // What follows the first sentence is advice to those who know how the words are read.
    const [problem = ''] = error.message.split(/\. |\n/)
    throw new WrongUsage(`${problem.replace(/\.$/, '')}.`, textOf(name, usage))
  }
}

function isWrongWord(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && /^ERR_PARSE_ARGS/.test(String(error.code))
}

export function textOf(name: string, { words, does, details = [] }: Usage): string {
  const line = ['Usage: deskbank', name, words].filter((part) => part !== '').join(' ')
  return [line, '', `  ${does}`, ...details.map((detail) => `  ${detail}`)].join('\n')
}

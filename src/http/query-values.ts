// Values in the query string of routes that are no record's: every mistake is told at once, by the name of the parameter.

import {
  flagKind,
  instantKind,
  integerKind,
  type Kind,
  type Parsed,
  textKind,
} from '../entities/kinds.ts'
import { type FieldError, invalid } from '../failure.ts'
import { readDirection } from './list-query.ts'
import { type Paging, type Query, readPaging, singleIn } from './paging.ts'

export interface ListPage<Column extends string> extends Paging {
  readonly orderBy: Column
  readonly descending: boolean
}

/** Reads parameters, their names in any case; empty ones count as not given. */
export class QueryReader {
  readonly errors: FieldError[] = []
  readonly query: Query

  constructor(query: unknown) {
    this.query = query as Query
  }

  text(name: string): string | undefined {
    return this.parsed(name, textKind.parse) as string | undefined
  }

  /** Epoch milliseconds. */
  instant(name: string): number | undefined {
    return this.parsed(name, instantKind.parse) as number | undefined
  }

  integer(name: string): number | undefined {
    return this.parsed(name, integerKind.parse) as number | undefined
  }

  /** A value of any kind that records have. */
  value<Type extends number>(name: string, kind: Kind): Type | undefined {
    return this.parsed(name, kind.parse) as Type | undefined
  }

  flag(name: string): boolean | undefined {
    return this.parsed(name, flagKind.parse) as boolean | undefined
  }

  /** Several ids: repeated, or with commas between them. */
  ids(name: string): readonly number[] | undefined {
    return this.several(name)?.map((text) => {
      const parsed = integerKind.parse(text)
      if ('value' in parsed) return Number(parsed.value)
      this.refuse(name, parsed.problem, text)
      return 0
    })
  }

  /** One of the names, in any case. */
  choice<Name extends string>(name: string, allowed: readonly Name[]): Name | undefined {
    const text = this.text(name)
    return text === undefined ? undefined : this.oneOf(name, allowed, text)
  }

  choices<Name extends string>(
    name: string,
    allowed: readonly Name[],
  ): readonly Name[] | undefined {
    return this.several(name)?.flatMap((text) => this.oneOf(name, allowed, text) ?? [])
  }

  paging(standard: number): Paging {
    return readPaging(this.query, standard, this.errors)
  }

  /** Page, size, order and direction, as every list takes them (wire 6.2). */
  page<Column extends string>(
    standard: number,
    columns: readonly Column[],
    orderBy: Column,
  ): ListPage<Column> {
    return {
      ...this.paging(standard),
      orderBy: this.choice('orderBy', columns) ?? orderBy,
      descending: readDirection(this.text('dir'), this.errors),
    }
  }

  refuse(name: string, problem: string, attempted: unknown): void {
    this.errors.push({ property: name, message: problem, attempted })
  }

  /** Throws what was wrong, if anything was. */
  finish(): void {
    if (this.errors.length > 0) throw invalid(this.errors)
  }

  private several(name: string): readonly string[] | undefined {
    const [, given] =
      Object.entries(this.query).find(([key]) => key.toLowerCase() === name.toLowerCase()) ?? []
    const texts = [given ?? []]
      .flat()
      .flatMap((text) => text.split(','))
      .map((text) => text.trim())
      .filter((text) => text !== '')
    return texts.length === 0 ? undefined : texts
  }

  private oneOf<Name extends string>(
    name: string,
    allowed: readonly Name[],
    text: string,
  ): Name | undefined {
    const found = allowed.find((one) => one.toLowerCase() === text.trim().toLowerCase())
    if (found === undefined) this.refuse(name, `must be one of ${allowed.join(', ')}`, text)
    return found
  }

  private parsed(name: string, parse: (input: unknown) => Parsed): unknown {
    const text = singleIn(this.query, name.toLowerCase())
    if (text === undefined || text === '') return undefined
    const result = parse(text)
    if ('value' in result) return result.value
    this.refuse(name, result.problem, text)
    return undefined
  }
}

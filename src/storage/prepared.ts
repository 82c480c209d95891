// Statements that are worked out once: their text stays as it is, and the values are filled in each time.

import { CompiledQuery, type RawBuilder, sql } from 'kysely'
import type { Executor } from './database.ts'

/** Stands for a value in a statement that has none yet. */
class Slot {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/** Runs a statement with values for what `build` names, as the driver takes them: numbers, texts, array literals, bytes. */
export function prepared<Name extends string, Row>(
  build: (value: (name: Name) => RawBuilder<unknown>) => RawBuilder<Row>,
): (executor: Executor, values: ReadonlyMap<Name, unknown>) => Promise<readonly Row[]> {
  let compiled: CompiledQuery<Row> | undefined
  return async (executor, values) => {
    compiled ??= build((name) => sql`${new Slot(name)}`).compile(executor)
    const parameters = compiled.parameters.map((one) => {
      if (!(one instanceof Slot)) return one
      const value = values.get(one.name as Name)
      if (value === undefined) throw new Error(`no value is given for ${one.name}`)
      return value
    })
    const query = CompiledQuery.raw(compiled.sql, parameters)
    const { rows } = await executor.getExecutor().executeQuery<Row>(query)
    return rows
  }
}

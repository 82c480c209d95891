// Several parts of a body, each with a reader of its own: what is wrong with one does not hide what is wrong with another.

import { Failure, type FieldError, invalid } from '../failure.ts'

/** What the readers read, by name; fails with 400 and the errors of all of them, in their order. */
export function readTogether<Values extends object>(
  readers: {
    readonly [Name in keyof Values]: () => Values[Name]
  },
): Values {
  const errors: FieldError[] = []
  const values: Partial<Values> = {}
  for (const name in readers) {
    try {
      values[name] = readers[name]()
    } catch (error) {
      if (!(error instanceof Failure) || error.errors.length === 0) throw error
      errors.push(...error.errors)
    }
  }
  if (errors.length > 0) throw invalid(errors)
  return values as Values
}

// Folds lookups of one kind: those of one turn of the event loop are one statement, and equal ones are one lookup.

export type Lookup<Value> = (key: string) => Promise<Value | undefined>

/** `read` answers what it found of the keys. Nothing is remembered beyond the turn, so nothing is ever stale. */
export function foldLookups<Value>(
  read: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
): Lookup<Value> {
  let waiting: Promise<ReadonlyMap<string, Value>> | undefined
  let keys = new Set<string>()
  return async (key) => {
    keys.add(key)
    waiting ??= new Promise<void>((resolve) => {
      setImmediate(resolve)
    }).then(() => {
      const asked = [...keys]
      keys = new Set()
      waiting = undefined
      return read(asked)
    })
    return (await waiting).get(key)
  }
}

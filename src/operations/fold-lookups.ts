// Folds lookups of one kind: one statement at a time, and what is asked while it is under way goes with the next. Equal
// questions are one lookup.

export type Lookup<Value> = (key: string) => Promise<Value | undefined>

interface Round<Value> {
  readonly keys: Set<string>
  readonly found: Promise<ReadonlyMap<string, Value>>
}

/** `read` answers what it found of the keys. A question is put to it after it was asked, so no answer is ever stale. */
export function foldLookups<Value>(
  read: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
): Lookup<Value> {
  let gathering: Round<Value> | undefined
  let underWay: Promise<unknown> = Promise.resolve()

  const gather = (): Round<Value> => {
    const keys = new Set<string>()
    const found = underWay.then(oneTurn).then(() => {
      gathering = undefined
      return read([...keys])
    })
    underWay = found.catch(() => {})
    return { keys, found }
  }

  return async (key) => {
    gathering ??= gather()
    gathering.keys.add(key)
    return (await gathering.found).get(key)
  }
}

// What arrives in the same turn of the event loop goes together.
const oneTurn = () =>
  new Promise<void>((resolve) => {
    setImmediate(resolve)
  })

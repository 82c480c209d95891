// Reading and writing at the same time.

/** The same values, with the next one under way while the last one is worked on. */
export async function* ahead<T>(source: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = source.next()
  try {
    for (;;) {
      const { done, value } = await next
      if (done) return
      next = source.next()
      // Whoever asks for it next learns of its failure; until then nobody listens.
      next.catch(() => {})
      yield value
    }
  } finally {
    await source.return(undefined)
  }
}

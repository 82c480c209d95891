// Answers of pure functions that are asked for again and again.

/** The same function, which keeps its latest answers by the key of the question; `most` is a bound, not a promise. */
export function remembering<Question, Answer>(
  most: number,
  keyOf: (question: Question) => string,
  answer: (question: Question) => Answer,
): (question: Question) => Answer {
  const known = new Map<string, Answer>()
  return (question) => {
    const key = keyOf(question)
    const found = known.get(key)
    if (found !== undefined) return found
    if (known.size >= most) known.clear()
    const worked = answer(question)
    known.set(key, worked)
    return worked
  }
}

// Load generators stand for callers on machines of their own. On the same cores every answer would wake one of them, which
// then takes the processor from the server in the middle of its work, thousands of times a second. As batch work they still
// wake at once where a core is free, and wait for their turn where none is.

/** A program and its words, to be run as batch work (Linux). */
export function patiently(
  program: string,
  words: readonly string[],
): readonly [program: string, words: readonly string[]] {
  return ['chrt', ['--batch', '0', program, ...words]]
}

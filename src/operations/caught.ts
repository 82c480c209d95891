// A refusal as a value, where one must not stop what others are doing.

export function caught<Value extends object>(
  run: () => Value,
): Value | { readonly error: unknown } {
  try {
    return run()
  } catch (error) {
    return { error }
  }
}

import { type ComponentType, lazy } from 'react'

/** A part of the console that is loaded when it is needed, and says so in words when it cannot be. */
export function part<Props>(load: () => Promise<{ default: ComponentType<Props> }>) {
  return lazy(() =>
    load().catch(() => {
      throw new Error(
        'This part of the console could not be loaded. Check the connection, then try again.',
      )
    }),
  )
}

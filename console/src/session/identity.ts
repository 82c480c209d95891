// Who is signed in, asked once a session, for react-admin and for ourselves.

import { get } from '../api/client.ts'
import type { Me } from '../api/types.ts'

let known: Promise<Me> | undefined

export function readMe(): Promise<Me> {
  known ??= get<Me>('/api/auth/me')
  known.catch(forgetMe)
  return known
}

export function forgetMe(): void {
  known = undefined
}

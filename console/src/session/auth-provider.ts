// What react-admin asks about the session.

import type { AuthProvider } from 'react-admin'
import { get } from '../api/client.ts'
import { resourceNamed } from '../api/resources.ts'
import { forgetTokens, readTokens, signIn } from '../api/tokens.ts'
import type { Me } from '../api/types.ts'
import { may } from './me.ts'

let known: Promise<Me> | undefined

function me(): Promise<Me> {
  known ??= get<Me>('/api/auth/me')
  known.catch(forget)
  return known
}

function forget(): void {
  known = undefined
}

const verbs: Readonly<Record<string, string>> = {
  list: 'List',
  export: 'List',
  show: 'Read',
  create: 'Create',
  edit: 'Edit',
  delete: 'Delete',
}

export const authProvider: AuthProvider = {
  login: async ({ email, password }: { email: string; password: string }) => {
    await signIn(email, password)
    forget()
  },
  logout: async () => {
    forgetTokens()
    forget()
  },
  checkAuth: async () => {
    if (!readTokens()) throw new Error('Sign in first.')
  },
  checkError: async ({ status }: { status?: number }) => {
    if (status !== 401) return
    forgetTokens()
    forget()
    throw new Error('Your session has ended. Sign in again.')
  },
  getIdentity: async () => {
    const { Id, FullName } = await me()
    return { id: Id, fullName: FullName }
  },
  canAccess: async ({ resource, action }) => {
    const kind = resourceNamed(resource)
    return kind !== undefined && may(await me(), `${kind.entity}-${verbs[action] ?? action}`)
  },
}

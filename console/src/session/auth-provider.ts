// What react-admin asks about the session.

import type { AuthProvider } from 'react-admin'
import { resourceNamed } from '../api/resources.ts'
import { forgetTokens, readTokens, signIn, signOut } from '../api/tokens.ts'
import { forgetMe, readMe } from './identity.ts'
import { may } from './me.ts'

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
    forgetMe()
  },
  logout: async () => {
    forgetMe()
    await signOut()
  },
  checkAuth: async () => {
    if (!readTokens()) throw new Error('Sign in first.')
  },
  checkError: async ({ status }: { status?: number }) => {
    if (status !== 401) return
    forgetTokens()
    forgetMe()
    throw new Error('Your session has ended. Sign in again.')
  },
  getIdentity: async () => {
    const { Id, FullName } = await readMe()
    return { id: Id, fullName: FullName }
  },
  canAccess: async ({ resource, action }) => {
    const kind = resourceNamed(resource)
    return kind !== undefined && may(await readMe(), `${kind.entity}-${verbs[action] ?? action}`)
  },
}

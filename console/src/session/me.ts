// Who is signed in, and what they may do: the same roles that the API asks for.

import { useQuery } from '@tanstack/react-query'
import type { Me } from '../api/types.ts'
import { readMe } from './identity.ts'

export function useMe(): Me | undefined {
  return useMyself().data
}

/** For screens that are nothing without it, and say why it did not come. */
export function useMyself() {
  return useQuery({ queryKey: ['me'], queryFn: readMe })
}

/** Such as `CoworkerBookingCredit-Edit`. */
export function may(me: Me | undefined, role: string): boolean {
  if (!me) return false
  return Boolean(me.IsAdmin) || me.Roles.some((one) => one.toLowerCase() === role.toLowerCase())
}

export function isFullAdministrator(me: Me | undefined): boolean {
  return me !== undefined && mayEverything(me)
}

const mayEverything = ({ IsAdmin, Businesses }: Me) => IsAdmin && Businesses.length === 0

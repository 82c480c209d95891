import { may, useMe } from '../session/me.ts'

export interface WalletRights {
  readonly grant: boolean
  readonly change: boolean
  readonly spend: boolean
}

/** What the signed-in user may do with wallets they see. */
export function useWalletRights(): WalletRights {
  const me = useMe()
  return {
    grant: may(me, 'CoworkerBookingCredit-Create'),
    change: may(me, 'CoworkerBookingCredit-Edit'),
    spend: may(me, 'CoworkerBookingCreditUseHistory-Create'),
  }
}

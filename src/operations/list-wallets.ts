// Wallets as a list: what each customer can spend, what is about to be lost, and what somebody should look at.

import { type Amount, formatAmount } from '../engine/amount.ts'
import { decimal, utc, type Wire } from '../entities/wire-json.ts'
import {
  listWallets,
  lowShare,
  type WalletOrder,
  type WalletQuery,
  type WalletRow,
} from '../storage/wallet-list.ts'
import { requireRole } from './access.ts'
import type { Work } from './call.ts'
import { entityNamed } from './wallet-access.ts'

/** The columns in their order; a list may be ordered by any of them. */
export const walletColumns = [
  'CoworkerId',
  'CoworkerFullName',
  'Email',
  'BusinessId',
  'BusinessName',
  'Status',
  'TariffId',
  'TariffName',
  'CurrencyCode',
  'Spendable',
  'ExpiringIn7Days',
  'ExpiringIn30Days',
  'Pending',
  'Credits',
  'LastMovementOn',
  'Warnings',
] as const satisfies readonly WalletOrder[]

export interface WalletPage {
  readonly rows: readonly Record<string, Wire>[]
  readonly totalItems: number
}

export type WalletFilter = Omit<WalletQuery, 'locations' | 'now'>

/**
 * One page of the customers the caller may see. As of the last run of the schedule: what is due to one of them and not
 * yet granted is granted when their wallet is opened (design 5, due work).
 */
export async function listWalletPage(work: Work, filter: WalletFilter): Promise<WalletPage> {
  requireRole(work.actor, entityNamed(work, 'CoworkerBookingCredit'), ['List'])
  const { rows, totalItems } = await listWallets(work.executor, {
    ...filter,
    locations: work.actor.locations,
    now: work.now,
  })
  return { rows: rows.map(walletWire), totalItems }
}

function walletWire(row: WalletRow): Record<WalletOrder, Wire> {
  const amount = (tenThousandths: number) => decimal(tenThousandths as Amount)
  return {
    CoworkerId: row.coworkerId,
    CoworkerFullName: row.fullName,
    Email: row.email,
    BusinessId: row.businessId,
    BusinessName: row.businessName,
    Status: row.status,
    TariffId: row.tariffId,
    TariffName: row.tariffName,
    CurrencyCode: row.currencyCode,
    Spendable: amount(row.spendable),
    ExpiringIn7Days: amount(row.in7Days),
    ExpiringIn30Days: amount(row.in30Days),
    Pending: amount(row.pending),
    Credits: row.credits,
    LastMovementOn: utc(row.lastMovementOn),
    Warnings: warningsOf(row).map(([code, message]) => ({ Code: code, Message: message })),
  }
}

/** Each with a code that does not change and a sentence with the values. */
function warningsOf(row: WalletRow): readonly (readonly [string, string])[] {
  const money = (tenThousandths: number) =>
    `${formatAmount(tenThousandths as Amount)} ${row.currencyCode}`
  const warnings: readonly (readonly [boolean, string, string])[] = [
    [
      row.suspended > 0,
      'HolderSuspended',
      `The customer is ${row.status.toLowerCase()}, so nothing of what is left in ${credits(row.suspended)} can be spent.`,
    ],
    [
      row.useless > 0,
      'NeverSpendable',
      `What is left in ${credits(row.useless)} can never be spent: no purpose is switched on, or the contract that granted it has ended.`,
    ],
    [
      row.frozen > 0,
      'Frozen',
      `What is left in ${credits(row.frozen)} waits until the contract that granted it is no longer frozen.`,
    ],
    [
      row.in7Days > 0,
      'ExpiringSoon',
      `${money(row.in7Days)} of ${money(row.spendable)} will be lost within 7 days unless it is spent.`,
    ],
    [
      row.isLow,
      'RunningLow',
      `${money(row.spendable)} is left of ${money(row.validTotal)}, less than one part in ${lowShare}.`,
    ],
  ]
  return warnings.filter(([applies]) => applies).map(([, code, message]) => [code, message])
}

const credits = (count: number) => (count === 1 ? '1 credit' : `${count} credits`)

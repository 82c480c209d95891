// Pays for what people book and attend while the diary is written, so that no credit in it is overdrawn.

import { type Entry, ref } from './entry.ts'

/** A credit, and what the diary needs to know to spend it. */
export interface Lot {
  readonly entry: Entry
  /** The customer who holds it. */
  readonly holder: string
  readonly credit: number
  /** Valid from here, and until there if it expires. */
  readonly from: number
  readonly until: number
  /** Room types or event categories it pays for; none in the list means every one. */
  readonly rooms?: readonly string[]
  readonly events?: readonly string[]
  /** Pays the credit price of a room where it has one. */
  readonly atCreditPrice: boolean
}

export interface Charge {
  /** The customer whose credit pays. */
  readonly payer: string
  /** When it is charged, and when what is paid for takes place. */
  readonly at: number
  readonly takesPlace: number
  readonly room?: string
  readonly event?: string
  readonly price: number
  /** The price for credit that pays the credit price. */
  readonly creditPrice?: number
}

export interface Purse {
  /** The uses that pay as much of the charge as credit can. */
  readonly pay: (charge: Charge, links: Entry['body'], description: string) => readonly Entry[]
}

export function purseOf(lots: readonly Lot[]): Purse {
  const left = new Map(lots.map((lot) => [lot, lot.credit]))
  let uses = 0
  return {
    pay: (charge, links, Description) => {
      let open = charge.price
      return payers(lots, charge).flatMap((lot) => {
        const rate = lot.atCreditPrice ? (charge.creditPrice ?? charge.price) / charge.price : 1
        const used = cents(Math.min(left.get(lot) ?? 0, open * rate))
        if (used <= 0) return []
        left.set(lot, cents((left.get(lot) ?? 0) - used))
        open = Math.max(0, cents(open - used / rate))
        uses += 1
        return [
          {
            key: `use ${uses}`,
            entity: 'CoworkerBookingCreditUseHistory',
            at: charge.at,
            by: lot.entry.by,
            body: {
              CoworkerBookingCreditId: ref(lot.entry.key),
              CreditUsed: used,
              Description,
              ...links,
            },
          },
        ]
      })
    },
  }
}

const cents = (value: number): number => Math.round(value * 100) / 100

/** What expires first pays first. */
function payers(lots: readonly Lot[], charge: Charge): readonly Lot[] {
  return lots
    .filter((lot) => lot.holder === charge.payer && lot.entry.at <= charge.at)
    .filter((lot) => lot.from <= charge.takesPlace && charge.takesPlace < lot.until)
    .filter((lot) => covers(lot.rooms, charge.room) || covers(lot.events, charge.event))
    .sort((one, other) => order(one.until, other.until) || order(one.entry.at, other.entry.at))
}

function covers(listed: readonly string[] | undefined, wanted: string | undefined): boolean {
  if (!listed || wanted === undefined) return false
  return listed.length === 0 || listed.includes(wanted)
}

// Two credits that never expire are equal in that, which a difference of infinities could not say.
function order(one: number, other: number): number {
  return one === other ? 0 : one - other
}

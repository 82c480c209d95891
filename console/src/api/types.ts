// What the API answers, as far as the console looks at it.

export interface Page<Row> {
  readonly Records: readonly Row[]
  readonly TotalItems: number
  readonly TotalPages: number
  readonly CurrentPage: number
  readonly FirstItem: number
  readonly LastItem: number
}

export interface Me {
  readonly Id: number
  readonly FullName: string
  readonly Email: string
  readonly IsAdmin: boolean
  readonly CoworkerId: number | null
  readonly Businesses: readonly number[]
  readonly Roles: readonly string[]
  readonly DefaultCurrencyCode: string | null
  readonly DefaultSimpleTimeZoneNameIana: string | null
  /** What counts as now, when it was asked. */
  readonly Now: string
}

export interface Reason {
  readonly Code: string
  readonly Message: string
}

export interface WalletRow {
  readonly CoworkerId: number
  readonly CoworkerFullName: string
  readonly Email: string | null
  readonly BusinessName: string | null
  readonly TariffName: string | null
  readonly CurrencyCode: string | null
  readonly Spendable: number
  readonly ExpiringIn7Days: number
  readonly ExpiringIn30Days: number
  readonly LastMovementOn: string | null
  readonly Credits: number
  readonly Warnings: readonly Reason[]
}

export interface Named {
  readonly Id: number
  readonly Name: string
}

export interface UsableFor {
  readonly Bookings: boolean
  readonly Events: boolean
  readonly Universal: boolean
  readonly Charges: boolean
  readonly ResourceTypes: readonly Named[]
  readonly EventCategories: readonly Named[]
  readonly Products: readonly Named[]
  readonly Passes: readonly Named[]
  readonly Plans: readonly Named[]
}

export type Origin = 'Plan' | 'Product' | 'Manual'

export interface WalletCredit {
  readonly Id: number
  readonly CoworkerId: number
  readonly CoworkerFullName: string
  readonly Description: string | null
  readonly Origin: Origin
  readonly BusinessName: string
  readonly CurrencyCode: string
  readonly TotalCredit: number
  readonly RemainingCredit: number
  readonly ValidFrom: string | null
  readonly ExpireDate: string | null
  readonly Usable: boolean
  readonly Reasons: readonly Reason[]
  readonly BurnRank: number
  readonly UsableFor: UsableFor
}

export interface TimeCredit {
  readonly Id: number
  readonly Description: string | null
  readonly Origin: Origin
  readonly ChargePeriod: number
  readonly TotalUses: number
  readonly RemainingUses: number
  readonly ValidFrom: string | null
  readonly ExpireDate: string | null
  readonly Usable: boolean
  readonly Reasons: readonly Reason[]
}

export interface Wallet {
  readonly CoworkerId: number
  readonly CoworkerFullName: string
  readonly Email: string | null
  readonly BusinessId: number | null
  readonly BusinessName: string | null
  readonly TimeZone: string | null
  readonly At: string
  readonly CurrencyCode: string | null
  readonly Spendable: number
  readonly ExpiringIn7Days: number
  readonly ExpiringIn30Days: number
  readonly Totals: readonly {
    readonly CurrencyCode: string
    readonly Spendable: number
  }[]
  readonly Credits: readonly WalletCredit[]
  readonly TimeCredits: readonly TimeCredit[]
  readonly SharedCredits: readonly WalletCredit[]
}

export interface StatementRow {
  readonly Sequence: number | null
  readonly OccurredOn: string
  readonly Kind: string
  readonly Unit: 'Money' | 'Time'
  readonly CurrencyCode: string | null
  readonly CoworkerBookingCreditId: number | null
  readonly CoworkerExtraServiceId: number | null
  readonly CoworkerBookingCreditUseHistoryId: number | null
  readonly Description: string | null
  readonly Amount: number
  readonly RemainingCredit: number
  readonly Balance: number
  readonly BookingId: number | null
  readonly EventAttendeeId: number | null
  readonly CoworkerInvoiceLineId: number | null
  readonly By: string | null
  readonly UsedByCoworkerId: number | null
  readonly UsedByFullName: string | null
  readonly Reason: string | null
  readonly Reference: string | null
}

export interface BalancePoint {
  readonly On: string
  readonly CurrencyCode: string
  readonly Balance: number
}
export interface Settlement {
  readonly Covered: number
  readonly Remainder: number
  readonly Uses: readonly {
    readonly CoworkerBookingCreditUseHistoryId?: number
    readonly CoworkerBookingCreditId: number
    readonly CoworkerId: number
    readonly CreditUsed: number
    readonly RemainingCredit: number
  }[]
  readonly Refused: readonly {
    readonly CoworkerBookingCreditId: number
    readonly Reasons: readonly Reason[]
  }[]
}

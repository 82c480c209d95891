// The points on which no source speaks: each a named policy of a location with a default (domain S1-S30).

export interface Policy {
  /** The name of its BusinessSetting. */
  readonly name: string
  readonly default: string
  /** A single one is fixed: written down so that nobody has to guess, and not to be switched. */
  readonly allowed: readonly string[]
  readonly meaning: string
  /** Where it comes from in the rules. */
  readonly source: string
}

const onOff = ['True', 'False'] as const

export const policies = [
  {
    name: 'Bookings.ChargeBookingsImmediately',
    default: 'False',
    allowed: onOff,
    meaning: 'Price a booking and take credit for it when it is made.',
    source: 'H3',
  },
  {
    name: 'Bookings.RejectIfNoCreditIsAvailable',
    default: 'False',
    allowed: onOff,
    meaning: 'Refuse a booking that credit does not cover in full.',
    source: 'H5',
  },
  {
    name: 'Bookings.UseCreditToPayBookingProducts',
    default: 'False',
    allowed: onOff,
    meaning: 'Credit pays the products added to a booking as well.',
    source: 'F8',
  },
  {
    name: 'Store.AlwaysInvoice',
    default: 'False',
    allowed: onOff,
    meaning: 'Credit of products bought online waits for payment.',
    source: 'B4',
  },
  {
    name: 'Billing.PricesIncludeTax',
    default: 'False',
    allowed: onOff,
    meaning: 'Prices are typed with tax; credit pays on the same basis.',
    source: 'G8',
  },
  {
    name: 'Billing.AddTaxToInvoices',
    default: 'True',
    allowed: onOff,
    meaning: 'Invoice lines carry the tax of what they charge.',
    source: 'G5',
  },
  {
    name: 'Billing.CreateZeroValueInvoices',
    default: 'False',
    allowed: onOff,
    meaning: 'A bill run writes an invoice although nothing on it has a price.',
    source: 'H10',
  },
  {
    name: 'Billing.InvoicesIncludeFullyCreditedBookings',
    default: 'False',
    allowed: onOff,
    meaning: 'Bookings that booking credit paid in full are shown on invoices instead of hidden.',
    source: 'H10',
  },
  {
    name: 'Credits.FirstPeriod',
    default: 'Full',
    allowed: ['Full', 'ProrateByDays'],
    meaning:
      'Credit for the rest of a calendar month or week in which a contract starts: all of it, or its share of the days, rounded up to 0.01.',
    source: 'S2',
  },
  {
    name: 'Credits.ReturnWhenLate',
    default: 'True',
    allowed: onOff,
    meaning:
      'Give credit back for a booking that is cancelled within the late window; the fee is apart.',
    source: 'S9',
  },
  {
    name: 'Credits.ReturnWhenNotPaid',
    default: 'True',
    allowed: onOff,
    meaning:
      'Give credit back for a booking that is cancelled because the rest was not paid in time.',
    source: 'S10',
  },
  {
    name: 'Credits.ReturnWhenNotCheckedIn',
    default: 'False',
    allowed: onOff,
    meaning: 'Give credit back for a booking that is cancelled because nobody checked in.',
    source: 'S10',
  },
  {
    name: 'Credits.SpendableAt',
    default: 'OwnLocationAndChildren',
    allowed: ['OwnLocationAndChildren', 'OwnLocation', 'WholeNetwork'],
    meaning: 'Where credit may be spent, always in its own currency.',
    source: 'S12',
  },
  {
    name: 'Credits.DeleteUsedCredit',
    default: 'Allowed',
    allowed: ['Allowed', 'Refused'],
    meaning:
      'Whether a credit of which something is used may be deleted. Its uses stay in the statement either way.',
    source: 'S15',
  },
  {
    name: 'Credits.ZeroPriceBookings',
    default: 'UseNothing',
    allowed: ['UseNothing', 'UseTime'],
    meaning: 'Whether a booking that costs nothing uses time credit for its duration.',
    source: 'S20',
  },
  {
    name: 'Credits.OptOut',
    default: 'MoneyOnly',
    allowed: ['MoneyOnly', 'MoneyAndTime'],
    meaning:
      'What a booking with DoNotUseBookingCredit leaves alone: money credit, or time credit as well.',
    source: 'S21',
  },
] as const satisfies readonly Policy[]

export type PolicyName = (typeof policies)[number]['name']
export type PolicyValue<Name extends PolicyName> = Extract<
  (typeof policies)[number],
  { name: Name }
>['allowed'][number]

/** The value in force: what the location has set, if it is allowed, else the default. */
export function policyValue<Name extends PolicyName>(
  name: Name,
  settings: ReadonlyMap<string, string>,
): PolicyValue<Name> {
  const policy = policies.find((one) => one.name === name)
  const set = settings.get(name.toLowerCase())?.trim().toLowerCase()
  const allowed: readonly string[] = policy?.allowed ?? []
  const value = allowed.find((one) => one.toLowerCase() === set) ?? policy?.default
  return value as PolicyValue<Name>
}

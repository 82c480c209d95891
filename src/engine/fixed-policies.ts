// Points on which no source speaks and which are settled one way: listed with their only value (domain S1-S30, Q1).

import type { Policy } from './policy.ts'

/** Name, value, meaning and where it comes from in the rules. */
const rows: readonly (readonly [string, string, string, string])[] = [
  [
    'PeriodAnchor',
    'CalendarThenContract',
    'Weeks begin on Monday and days at midnight of the location; years begin on the anniversary of the contract.',
    'S1',
  ],
  [
    'AdvanceInvoicing',
    'OneGrantPerPeriod',
    'However many periods are invoiced ahead, each is granted on its own first day.',
    'S3',
  ],
  [
    'AtContractEnd',
    'PlanCreditEnds',
    'Once its contract has ended, plan credit of money and of time pays nothing that starts or is bought then; bought credit and credit by hand stay.',
    'S4',
  ],
  [
    'UnpaidRenewal',
    'Grant',
    'A period is granted whatever its invoice amounts to and whether it is paid.',
    'S5',
  ],
  [
    'LastDayOfMonth',
    'EndOfMonth',
    'Credit of a product with LastDayOfMonth lasts to the end of the month of its release, or as many months later as ExpiresIn is above 1.',
    'S6',
  ],
  [
    'BurnOrder',
    'PlanProductManual',
    'Plan, then product, then manual credit; earliest expiry, fewer purposes, restricted before open, older first.',
    'S7',
  ],
  [
    'TimeOrMoneyFirst',
    'TimeFirst',
    'Time credit pays the duration first, then money credit the price of what is left.',
    'S8',
  ],
  [
    'ReturnOnRefund',
    'MoneyOnly',
    'A refund or credit note returns money, and with ReturnCredit the universal credit that paid the lines; voiding or deleting an invoice returns that anyway. Credit that was sold and is not used ends when its sale is removed or its invoice is voided, deleted, or refunded or credited in full. Bookings and tickets give theirs back when they are cancelled.',
    'S11',
  ],
  [
    'BookingChange',
    'ReverseAndChargeAgain',
    'A charged booking whose time, length or resource changes is given back and charged again in one step.',
    'S13',
  ],
  [
    'AdjustBeyondTotal',
    'RaisesTotal',
    'An adjustment never takes more than is left; one that gives more than the total raises the total.',
    'S14',
  ],
  [
    'TeamOrder',
    'OwnThenPayerThenMembers',
    "A member's own credit, then the paying customer's, then that of other members of a pooled team.",
    'S16',
  ],
  [
    'ChargingMoment',
    'WhenCreditIsValid',
    'A booking is charged when it is confirmed if credit is valid at its start, otherwise when it ends.',
    'S17',
  ],
  [
    'ValidityDate',
    'StartOfBooking',
    'A credit must be valid when a booking starts; for everything else, at the moment of purchase.',
    'S18',
  ],
  [
    'RecurringBookings',
    'EachOnItsOwn',
    'Occurrences use credit one by one in order of their start; credit that is freed does not flow to others.',
    'S19',
  ],
  [
    'CreditPriceRemainder',
    'Proportional',
    'What a credit at the credit price leaves open is charged at the same share of the normal price.',
    'S22',
  ],
  [
    'Rounding',
    'MinorUnit',
    'Computed money is rounded half up to the minor unit of the currency, time up to whole units.',
    'S23',
  ],
  [
    'InvoiceLineOrder',
    'ContractLinesFirst',
    'A bill run puts the lines of contracts first; universal credit pays the lines in their order, each as its price is typed, and tax falls on the rest.',
    'S24',
  ],
  [
    'Freeze',
    'PlanCreditOnly',
    'A frozen contract grants nothing and suspends what it granted; other credit stays usable.',
    'S25',
  ],
  [
    'SuspendedCustomers',
    'UseNothing',
    'Suspended and archived customers use no credit; its validity runs on.',
    'S26',
  ],
  [
    'Repeats',
    'Once',
    'A booking is settled once and a period granted once, however often it is asked for.',
    'S27',
  ],
  [
    'Notices',
    'Off',
    'No notices of low or expiring credit are sent; the list of wallets warns of both.',
    'S28',
  ],
  [
    'MinimumCharge',
    'CreditDoesNotCount',
    'What credit pays does not count towards the minimum price of a plan.',
    'S29',
  ],
  ['TaxBasis', 'Remainder', 'Tax falls on what credit leaves to pay.', 'S30'],
  [
    'StaffSale',
    'WhenPaid',
    'Credit of a product sold by staff is released when the sale is paid, at once with ActivateNow, or at its due date when it costs nothing; a recurring sale not before RepeatFrom.',
    'Q1',
  ],
]

export const fixedPolicies: readonly Policy[] = rows.map(([name, value, meaning, source]) => ({
  name: `Credits.${name}`,
  default: value,
  allowed: [value],
  meaning,
  source,
}))

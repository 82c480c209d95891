// Which tests are asked about a mutant, and in which order: those of the engine first, because they take no time.

/** A name is a file of `test` without its ending. */
const nearest: Readonly<Record<string, readonly string[]>> = {
  'engine/amount': ['engine/amount', 'engine/invoice', 'engine/price'],
  'engine/calendar': ['engine/calendar', 'engine/due-date', 'engine/price', 'engine/renewal'],
  'engine/credit': ['engine/burn-order', 'engine/settle', 'http/wallets'],
  'engine/due-date': ['engine/due-date'],
  'engine/fixed-policies': ['engine/policy', 'rules-page', 'http/policies'],
  'engine/instant': ['engine/instant'],
  'engine/invoice': ['engine/invoice', 'http/invoices'],
  'engine/policy': ['engine/policy', 'rules-page', 'http/policies'],
  'engine/price': ['engine/price', 'http/rates', 'http/time-credit'],
  'engine/remember': ['engine/remember'],
  'engine/renewal': ['engine/renewal', 'http/renewal-instants', 'http/renewals', 'http/sales'],
  'engine/series': ['engine/series', 'http/series'],
  'engine/journal': ['engine/journal', 'operations/ledger'],
  'engine/settle': ['engine/settle', 'http/wallets'],
  'engine/terms': ['engine/terms', 'engine/settle', 'http/spending-rules'],
  'engine/unwind': ['engine/unwind', 'http/wallets'],
  'engine/wallet': ['engine/wallet', 'operations/verify'],
  'operations/ledger': [
    'operations/ledger',
    'http/money-credit',
    'http/money-uses',
    'http/wallets',
    'http/time-credit',
    'http/statement-reasons',
  ],
  'storage/movements': [
    'http/money-credit',
    'http/time-credit',
    'operations/ledger',
    'storage/journal',
  ],
}

// Whatever else asks for credit over the wire, the quick ones first.
const wire = [
  'rules-page',
  'operations/fold',
  'storage/journal',
  'operations/verify',
  'http/passes',
  'http/filters',
  'http/wallet-reading',
  'http/wallets',
  'http/dates',
  'http/limits',
  'http/reports',
  'http/writes',
  'http/idempotency',
  'http/upcoming-grants',
  'http/commands',
  'http/wallet-list',
  'http/values',
  'http/extremes',
  'http/statement-reasons',
  'http/money-credit',
  'http/invoiced-bookings',
  'http/folding',
  'http/rates',
  'http/history',
  'http/tickets',
  'http/policies',
  'http/expiry',
  'http/time-credit',
  'http/spending-rules',
  'operations/import-credits',
  'http/renewal-instants',
  'http/sales',
  'http/money-uses',
  'http/charge-record',
  'http/invoice-changes',
  'http/bookings',
  'http/worked-examples',
  'http/renewals',
  'http/invoices',
  'http/contract-changes',
  'http/series',
  'http/invariants',
  'operations/random-run',
]

const isPure = (name: string) => name.startsWith('engine/') || name === 'operations/ledger'

/**
 * The tests to ask about a file, in rounds: the next round only when nobody in those before it has noticed anything. The
 * tests of a round need a database or are all `ofEngine`, which do not.
 */
export function roundsFor(file: string, ofEngine: readonly string[]): string[][] {
  const near = nearest[file.replace(/^src\/|\.ts$/g, '')] ?? []
  const rounds = [
    near.filter(isPure),
    file.startsWith('src/engine/') ? ofEngine.filter((name) => !near.includes(name)) : [],
    ...near.filter((name) => !isPure(name)).map((name) => [name]),
    wire.filter((name) => !near.includes(name)),
  ]
  return rounds.filter((round) => round.length > 0)
}

export const needsDatabase = (round: readonly string[]) => !round.every(isPure)

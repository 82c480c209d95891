const names: Readonly<Record<string, string>> = {
  HolderSuspended: 'Suspended with credit',
  NeverSpendable: 'Can never be spent',
  Frozen: 'Frozen',
  ExpiringSoon: 'Expiring soon',
  RunningLow: 'Running low',
}

/** A warning in two words; the sentence stands in its title. */
export function shortWarning(code: string): string {
  return names[code] ?? code.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
}

// The numbered lists of the wire that forms choose from.

interface Choice {
  readonly id: number
  readonly name: string
}

const choices = (names: Readonly<Record<number, string>>): Choice[] =>
  Object.entries(names).map(([id, name]) => ({ id: Number(id), name }))

export const renewals = choices({
  5: 'Every day',
  1: 'Every week',
  2: 'Every calendar month',
  3: 'With every period of the plan',
  4: 'Every year',
})

export const expirations = choices({
  2: 'Days',
  3: 'Weeks',
  4: 'Months',
  5: 'Years',
  6: 'At the last day of the month',
  1: 'With the period of the plan',
})

// A price counted in minutes is that of an hour.
export const chargePeriods = choices({
  1: 'Minutes, priced by the hour',
  2: 'Days',
  3: 'Weeks',
  4: 'Months',
  5: 'Uses',
  6: 'Months of four weeks',
})

// Amounts as the reader's browser writes them.

/** In a currency; plain while there is none. */
export function money(amount: number, currencyCode: string | null | undefined): string {
  if (!currencyCode) return number(amount)
  return new Intl.NumberFormat(undefined, { style: 'currency', currency: currencyCode }).format(
    amount,
  )
}

/** With its sign, a plus included. */
export function signedMoney(amount: number, currencyCode: string | null | undefined): string {
  return new Intl.NumberFormat(undefined, {
    ...(currencyCode ? { style: 'currency', currency: currencyCode } : {}),
    signDisplay: 'exceptZero',
  }).format(amount)
}

export function number(amount: number): string {
  return new Intl.NumberFormat(undefined, { maximumFractionDigits: 4 }).format(amount)
}

/** Short enough for an axis. */
export function roundMoney(amount: number, currencyCode: string | null | undefined): string {
  return new Intl.NumberFormat(undefined, {
    ...(currencyCode ? { style: 'currency', currency: currencyCode } : {}),
    notation: 'compact',
    maximumFractionDigits: 1,
  }).format(amount)
}

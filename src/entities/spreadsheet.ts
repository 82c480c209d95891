// Texts in cells of CSV: a spreadsheet takes some of them for formulas and would run them.

// The wide forms are formulas to spreadsheets of some languages.
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/

/** A text that a spreadsheet shows and does not run: an apostrophe before it makes it plain text. */
export function guarded(text: string): string {
  return formula.test(text) ? `'${text}` : text
}

/** What was guarded as it was before; everything else as it is. */
export function unguarded(cell: string): string {
  return cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell
}

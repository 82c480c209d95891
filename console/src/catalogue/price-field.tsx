import { useRecordContext } from 'react-admin'
import { money } from '../shared/money.ts'

interface Props {
  readonly source: string
  /** Read by the table it stands in. */
  readonly label: string
  /** The member that says in what. */
  readonly currency?: string
}

export function PriceField({ source, currency = 'CurrencyCode' }: Props) {
  const record = useRecordContext()
  if (!record || record[source] === null || record[source] === undefined) return null
  return <span className="number">{money(Number(record[source]), record[currency])}</span>
}

// Where tables of react-admin look for it.
PriceField.textAlign = 'right'

interface Props {
  readonly by: string
  readonly name: string
  readonly order: { readonly by: string; readonly isDescending: boolean }
  readonly sort: (by: string, dir: 'asc' | 'desc') => void
  readonly className?: string
}

/** The head of a column that the server can order by. */
export function SortHeader({ by, name, order, sort, className = '' }: Props) {
  const isCurrent = order.by === by
  const isDescending = isCurrent && order.isDescending
  const isNumber = className.includes('number')
  const next = isCurrent ? !order.isDescending : isNumber
  return (
    <th
      scope="col"
      className={className}
      aria-sort={isCurrent ? (isDescending ? 'descending' : 'ascending') : 'none'}
    >
      <button type="button" className="sort" onClick={() => sort(by, next ? 'desc' : 'asc')}>
        {name}
        <span aria-hidden="true" className="direction">
          {isCurrent ? (isDescending ? ' ↓' : ' ↑') : ''}
        </span>
      </button>
    </th>
  )
}

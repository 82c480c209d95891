import { Button } from '@mui/material'
import { number } from './money.ts'

interface Props {
  readonly page: {
    readonly CurrentPage: number
    readonly TotalPages: number
    readonly FirstItem: number
    readonly LastItem: number
    readonly TotalItems: number
  }
  readonly turn: (page: number) => void
}

/** Which rows of how many, and the way to the others. */
export function Pager({ page, turn }: Props) {
  const { CurrentPage, TotalPages, FirstItem, LastItem, TotalItems } = page
  // Where there is nothing, the table says so.
  if (TotalItems === 0) return null
  return (
    <nav className="pager no-print" aria-label="Pages">
      <span aria-live="polite">
        {`${number(FirstItem)}–${number(LastItem)} of ${number(TotalItems)}`}
      </span>
      {TotalPages > 1 && (
        <span>
          <Button size="small" disabled={CurrentPage <= 1} onClick={() => turn(CurrentPage - 1)}>
            Previous
          </Button>
          <Button
            size="small"
            disabled={CurrentPage >= TotalPages}
            onClick={() => turn(CurrentPage + 1)}
          >
            Next
          </Button>
        </span>
      )}
    </nav>
  )
}

import { useCallback } from 'react'
import { useSearchParams } from 'react-router-dom'

/** What a list is narrowed to, kept in the address so that it can be sent to somebody and come back to. */
export function useSearch() {
  const [search, setSearch] = useSearchParams()
  const change = useCallback(
    (changes: Readonly<Record<string, string>>, keepsPage = false) => {
      setSearch(
        (before) => {
          const next = new URLSearchParams(before)
          if (!keepsPage) next.delete('page')
          for (const [name, value] of Object.entries(changes)) {
            if (value === '') next.delete(name)
            else next.set(name, value)
          }
          return next
        },
        { replace: true },
      )
    },
    [setSearch],
  )
  return { search, value: (name: string) => search.get(name) ?? '', change }
}

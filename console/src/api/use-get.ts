import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useLogoutIfAccessDenied } from 'react-admin'
import { get } from './client.ts'

/** What a path answers, kept while the next page of the same list is on its way; undefined asks nothing. */
export function useGet<Value>(path: string | undefined) {
  const endSession = useLogoutIfAccessDenied()
  const query = useQuery({
    queryKey: ['get', path],
    queryFn: () => get<Value>(path ?? ''),
    enabled: path !== undefined,
    placeholderData: keepPreviousData,
  })
  const { error } = query
  useEffect(() => {
    if (error) endSession(error).catch(() => undefined)
  }, [error, endSession])
  return query
}

/** After a write: everything that was read may have changed. */
export function useReadAgain(): () => Promise<void> {
  const client = useQueryClient()
  return () => client.invalidateQueries()
}

// The envelope of a list, with paging numbers that are exact on every page (wire 6.1).

import type { RecordPage } from '../operations/read-records.ts'
import type { ReadQuery } from './list-query.ts'

export function listEnvelope(
  query: Pick<ReadQuery, 'page' | 'pageNumber'>,
  { records, totalItems }: RecordPage,
): string {
  const { pageNumber, page } = query
  const totalPages = Math.ceil(totalItems / page.limit)
  const numbers = {
    CurrentPage: pageNumber,
    CurrentPageSize: page.limit,
    CurrentOrderField: page.orderBy,
    CurrentSortDirection: page.descending ? 1 : 0,
    FirstItem: records.length === 0 ? 0 : page.offset + 1,
    LastItem: records.length === 0 ? 0 : page.offset + records.length,
    PageNumber: pageNumber,
    PageSize: page.limit,
    TotalItems: totalItems,
    TotalPages: totalPages,
    HasNextPage: pageNumber < totalPages,
    HasPreviousPage: pageNumber > 1 && totalPages > 0,
  }
  return `{"Records":[${records.join(',')}],${JSON.stringify(numbers).slice(1)}`
}

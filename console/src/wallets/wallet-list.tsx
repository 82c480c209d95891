// Everybody's credit at a glance: who has what, who is about to lose some, and where somebody should look.

import DownloadIcon from '@mui/icons-material/FileDownloadOutlined'
import { Button } from '@mui/material'
import { useNotify } from 'react-admin'
import { messageOf } from '../api/client.ts'
import type { Page, WalletRow } from '../api/types.ts'
import { useGet } from '../api/use-get.ts'
import { download } from '../shared/download.ts'
import { Pager } from '../shared/pager.tsx'
import { Problem } from '../shared/problem.tsx'
import { useSearch } from '../shared/use-search.ts'
import { WalletFilters } from './wallet-filters.tsx'
import { WalletTable } from './wallet-table.tsx'
import './wallets.css'

const filters = ['Name', 'BusinessId', 'TariffId', 'Status', 'HasWarnings', 'orderBy', 'dir']

export function WalletList() {
  const { value, change } = useSearch()
  const notify = useNotify()
  const query = new URLSearchParams({ orderBy: 'CoworkerFullName' })
  for (const name of filters) if (value(name) !== '') query.set(name, value(name))
  const { data, error, isPlaceholderData } = useGet<Page<WalletRow>>(
    `/api/wallets?${query}&size=25&page=${value('page') || 1}`,
  )
  const save = () =>
    download(`/api/wallets?${query}&format=csv`, 'wallets.csv').catch((failure) =>
      notify(messageOf(failure), { type: 'error' }),
    )
  return (
    <div className="page">
      <header className="head">
        <div>
          <h1>Wallets</h1>
          <p className="soft">What every customer can spend, and what they are about to lose.</p>
        </div>
        <Button variant="outlined" startIcon={<DownloadIcon />} onClick={save}>
          Export CSV
        </Button>
      </header>
      <WalletFilters value={value} change={change} />
      <Problem of={error} />
      {data && (
        <div className={isPlaceholderData ? 'sheet fetching' : 'sheet'}>
          <WalletTable
            rows={data.Records}
            order={{ by: query.get('orderBy') ?? '', isDescending: query.get('dir') === 'desc' }}
            sort={(orderBy, dir) => change({ orderBy, dir })}
          />
          <Pager page={data} turn={(page) => change({ page: String(page) }, true)} />
        </div>
      )}
    </div>
  )
}

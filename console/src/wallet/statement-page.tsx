import { Button } from '@mui/material'
import { Link, useParams } from 'react-router-dom'
import { messageOf } from '../api/client.ts'
import type { Wallet } from '../api/types.ts'
import { useGet } from '../api/use-get.ts'
import { StatementSheet } from './statement-sheet.tsx'

/** A month on paper. */
export default function StatementPage() {
  const { id = '' } = useParams()
  const { data: wallet, error } = useGet<Wallet>(`/api/wallets/${id}`)
  if (error) {
    return (
      <p className="page" role="alert">
        {messageOf(error)}
      </p>
    )
  }
  if (!wallet) return null
  return (
    <div className="page">
      <header className="head">
        <div>
          <h1>Statement</h1>
          <p className="soft">
            {[wallet.CoworkerFullName, wallet.BusinessName].filter(Boolean).join(' · ')}
          </p>
        </div>
        <Button component={Link} to={`/wallets/${id}`} className="no-print">
          Back to the wallet
        </Button>
      </header>
      <StatementSheet wallet={wallet} />
    </div>
  )
}

import { Button } from '@mui/material'
import { Link, useParams } from 'react-router-dom'
import type { Wallet } from '../api/types.ts'
import { useGet } from '../api/use-get.ts'
import { ProblemPage } from '../shared/problem.tsx'
import { StatementSheet } from './statement-sheet.tsx'

/** A month on paper. */
export default function StatementPage() {
  const { id = '' } = useParams()
  const { data: wallet, error } = useGet<Wallet>(`/api/wallets/${id}`)
  if (!wallet) return error ? <ProblemPage of={error} title="Statement" /> : null
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

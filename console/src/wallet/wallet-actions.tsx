import { Button } from '@mui/material'
import { Link } from 'react-router-dom'
import type { Wallet } from '../api/types.ts'
import type { Action } from './actions/action-dialog.tsx'
import type { WalletRights } from './wallet-rights.ts'

interface Props {
  readonly wallet: Wallet
  readonly rights: WalletRights
  readonly start: (kind: Action['kind']) => void
}

export function WalletActions({ wallet, rights, start }: Props) {
  return (
    <div className="actions no-print">
      {rights.grant && (
        <Button variant="contained" onClick={() => start('grant')}>
          Grant credit
        </Button>
      )}
      <Button variant="outlined" component={Link} to={`/wallets/${wallet.CoworkerId}/try`}>
        Try a charge
      </Button>
      <Button variant="outlined" component={Link} to={`/wallets/${wallet.CoworkerId}/statement`}>
        Statement
      </Button>
    </div>
  )
}

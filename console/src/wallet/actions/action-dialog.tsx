import type { StatementRow, Wallet, WalletCredit } from '../../api/types.ts'
import { AdjustDialog } from './adjust-dialog.tsx'
import { ExpireDialog, ExtendDialog } from './expiry-dialogs.tsx'
import { GrantDialog } from './grant-dialog.tsx'
import { ReleaseDialog } from './release-dialog.tsx'

export interface Action {
  readonly kind: 'grant' | 'adjust' | 'extend' | 'expire' | 'release'
  readonly credit?: WalletCredit | undefined
  readonly use?: StatementRow
}

interface Props {
  readonly action: Action
  readonly wallet: Wallet
  readonly close: () => void
}

export function ActionDialog({ action, wallet, close }: Props) {
  const { kind, credit, use } = action
  if (kind === 'grant') return <GrantDialog wallet={wallet} close={close} />
  if (kind === 'release' && use) return <ReleaseDialog wallet={wallet} use={use} close={close} />
  if (!credit) return null
  if (kind === 'adjust') return <AdjustDialog wallet={wallet} credit={credit} close={close} />
  if (kind === 'extend') return <ExtendDialog wallet={wallet} credit={credit} close={close} />
  return <ExpireDialog wallet={wallet} credit={credit} close={close} />
}

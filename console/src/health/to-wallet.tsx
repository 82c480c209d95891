import { Navigate, useParams } from 'react-router-dom'
import { useGet } from '../api/use-get.ts'
import { ProblemPage } from '../shared/problem.tsx'

/** From a credit or a contract to the wallet it belongs to. */
export default function ToWallet({ path }: { path: string }) {
  const { id = '' } = useParams()
  const { data, error } = useGet<{ readonly CoworkerId: number }>(`${path}/${id}`)
  if (!data) return error ? <ProblemPage of={error} title="Wallet" /> : null
  const filter = path.endsWith('credits') ? `?credit=${id}` : ''
  return <Navigate to={`/wallets/${data.CoworkerId}${filter}`} replace />
}

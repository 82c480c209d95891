import { Navigate, useParams } from 'react-router-dom'
import { messageOf } from '../api/client.ts'
import { useGet } from '../api/use-get.ts'

/** From a credit or a contract to the wallet it belongs to. */
export default function ToWallet({ path }: { path: string }) {
  const { id = '' } = useParams()
  const { data, error } = useGet<{ readonly CoworkerId: number }>(`${path}/${id}`)
  if (error) {
    return (
      <p className="page" role="alert">
        {messageOf(error)}
      </p>
    )
  }
  if (!data) return null
  const filter = path.endsWith('credits') ? `?credit=${id}` : ''
  return <Navigate to={`/wallets/${data.CoworkerId}${filter}`} replace />
}

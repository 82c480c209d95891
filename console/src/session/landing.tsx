import { Navigate } from 'react-router-dom'
import { may, useMe } from './me.ts'

/** Where somebody who comes in by the front door is taken. */
export function Landing() {
  const me = useMe()
  if (!me) return null
  if (may(me, 'CoworkerBookingCredit-List')) return <Navigate to="/wallets" replace />
  if (me.CoworkerId !== null) return <Navigate to="/me" replace />
  if (may(me, 'Tariff-List')) return <Navigate to="/plans" replace />
  return (
    <div className="page">
      <h1>Welcome, {me.FullName}</h1>
      <p className="soft">
        Your login has no roles for credit yet. Ask an administrator for roles such as
        CoworkerBookingCredit-List.
      </p>
    </div>
  )
}

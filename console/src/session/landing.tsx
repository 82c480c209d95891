import { Navigate } from 'react-router-dom'
import { ProblemPage } from '../shared/problem.tsx'
import { may, useMyself } from './me.ts'

/** Where somebody who comes in by the front door is taken. */
export function Landing() {
  const { data: me, error } = useMyself()
  if (!me) return error ? <ProblemPage of={error} title="Deskbank" /> : null
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

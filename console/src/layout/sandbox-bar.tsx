// The clock of a sandbox: what time it is there, the way forward, and the way back to the start.

import { Button } from '@mui/material'
import { useState } from 'react'
import { useNotify } from 'react-admin'
import { useNavigate } from 'react-router-dom'
import { messageOf, post } from '../api/client.ts'
import type { Me } from '../api/types.ts'
import { useGet, useReadAgain } from '../api/use-get.ts'
import { dayAndTime } from '../shared/dates.ts'
import { WriteDialog } from '../shared/write-dialog.tsx'
import './sandbox-bar.css'

const jumps = [
  { name: 'A day', days: 1, months: 0 },
  { name: 'A week', days: 7, months: 0 },
  { name: 'A month', days: 0, months: 1 },
] as const

type Jump = (typeof jumps)[number]

/** Nothing where there is no sandbox. */
export function SandboxBar({ me }: { me: Me }) {
  const { data } = useGet<{ readonly Now: string }>('/api/sandbox/clock')
  const readAgain = useReadAgain()
  const notify = useNotify()
  const navigate = useNavigate()
  const [moving, setMoving] = useState<string>()
  const [asksToReset, setAsksToReset] = useState(false)
  if (!data) return null

  async function jump(step: Jump) {
    setMoving(step.name)
    try {
      await post('/api/sandbox/clock', { Now: later(data?.Now ?? '', step) })
      await readAgain()
    } catch (error) {
      notify(messageOf(error), { type: 'error' })
    }
    setMoving(undefined)
  }

  return (
    <section className="sandbox no-print" aria-label="Sandbox">
      <span>
        <strong>Sandbox</strong> It is{' '}
        <time dateTime={data.Now}>{dayAndTime(data.Now, me.DefaultSimpleTimeZoneNameIana)}</time>
      </span>
      <span className="actions">
        {jumps.map((step) => (
          <Button
            key={step.name}
            size="small"
            color="inherit"
            loading={moving === step.name}
            disabled={moving !== undefined}
            onClick={() => jump(step)}
          >
            {step.name} on
          </Button>
        ))}
        <Button size="small" color="inherit" onClick={() => setAsksToReset(true)}>
          Reset
        </Button>
      </span>
      {asksToReset && (
        <WriteDialog
          title="Reset the sandbox"
          confirm="Reset"
          done="The sandbox was reset."
          isDangerous
          isReady
          effects={[]}
          write={async (key) => {
            await post('/api/sandbox/reset', {}, key)
            await navigate('/wallets')
          }}
          close={() => setAsksToReset(false)}
        >
          <p>Everything goes back to how it began, and the clock to real time. Logins stay.</p>
        </WriteDialog>
      )}
    </section>
  )
}

/** Months keep the day of the month, or take the last there is. */
function later(now: string, { days, months }: Jump): string {
  const date = new Date(now)
  const target = new Date(date)
  target.setUTCDate(date.getUTCDate() + days)
  if (months > 0) {
    target.setUTCDate(1)
    target.setUTCMonth(date.getUTCMonth() + months)
    const last = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0))
    target.setUTCDate(Math.min(date.getUTCDate(), last.getUTCDate()))
  }
  return target.toISOString()
}

// A change that is confirmed: what it is about, what it will do, and only then the button that does it.

import {
  Alert,
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  TextField,
} from '@mui/material'
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { useNotify } from 'react-admin'
import { messageOf, newKey } from '../api/client.ts'
import { Unreachable } from '../api/unreachable.ts'
import { useReadAgain } from '../api/use-get.ts'
import './write-dialog.css'

interface Props {
  readonly title: string
  readonly children: ReactNode
  readonly effects: readonly EffectLine[]
  readonly confirm: string
  readonly done: string
  readonly isDangerous?: boolean
  /** Whether what was entered makes sense, so that its effects can be told. */
  readonly isReady: boolean
  /** Texts without which it is not done. */
  readonly needs?: readonly string[]
  readonly write: (key: string) => Promise<unknown>
  readonly close: () => void
}

export interface EffectLine {
  readonly name: string
  readonly before: string
  readonly after: string
}

export function WriteDialog(props: Props) {
  const { title, children, effects, confirm, done, isDangerous, isReady, write, close } = props
  const isComplete = isReady && (props.needs ?? []).every((text) => text.trim() !== '')
  const titleId = useId()
  const notify = useNotify()
  const readAgain = useReadAgain()
  // One key for as long as the dialog is open: pressed twice, it is done once.
  const [key] = useState(newKey)
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()

  const [isUncertain, setUncertain] = useState(false)

  // Left without knowing whether it was done, the screen behind has to tell.
  function leave() {
    if (isUncertain) readAgain().catch(() => undefined)
    close()
  }

  async function submit(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    setProblem(undefined)
    try {
      await write(key)
      await readAgain()
      notify(done, { type: 'success' })
      close()
    } catch (error) {
      setProblem(messageOf(error))
      setUncertain(error instanceof Unreachable)
      setBusy(false)
    }
  }

  return (
    <Dialog open onClose={leave} fullWidth maxWidth="xs" aria-labelledby={titleId}>
      <form onSubmit={submit}>
        <DialogTitle id={titleId}>{title}</DialogTitle>
        <DialogContent className="write-fields">
          {children}
          {isReady && effects.length > 0 && <Effects lines={effects} />}
          {problem !== undefined && <Alert severity="error">{problem}</Alert>}
        </DialogContent>
        <DialogActions className="write-actions">
          <Button onClick={leave} color="inherit">
            {isUncertain ? 'Leave and look' : 'Keep as it is'}
          </Button>
          <Button
            type="submit"
            variant="contained"
            color={isDangerous ? 'error' : 'primary'}
            disabled={!isComplete}
            loading={isBusy}
          >
            {confirm}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

function Effects({ lines }: { lines: readonly EffectLine[] }) {
  return (
    <section className="effects" aria-label="What this will do" aria-live="polite">
      {lines.map(({ name, before, after }) => (
        <div key={name}>
          <span className="soft">{name}</span>
          <span>
            {before} <span aria-hidden="true">→</span>
            <span className="unseen">becomes</span> <strong>{after}</strong>
          </span>
        </div>
      ))}
    </section>
  )
}

interface ReasonProps {
  readonly value: string
  readonly change: (value: string) => void
}

export function ReasonField({ value, change }: ReasonProps) {
  return (
    <TextField
      label="Reason"
      helperText="Stands in the statement, for everybody who reads it."
      value={value}
      onChange={(event) => change(event.target.value)}
      required
      multiline
      maxRows={4}
    />
  )
}

// What keeps a screen from showing what it is for, in words, and the way to try again: the same on all of them.

import { Button } from '@mui/material'
import { useState } from 'react'
import { messageOf } from '../api/client.ts'
import { useReadAgain } from '../api/use-get.ts'
import './problem.css'

interface Props {
  readonly of: unknown
  /** Asks everything on the screen again unless told. */
  readonly again?: () => unknown
}

/** Nothing where there is no error. */
export function Problem({ of: error, again }: Props) {
  if (!error) return null
  return (
    <div role="alert">
      <Words of={error} again={again} />
    </div>
  )
}

/** In the place of a whole screen; the title is part of what is told. */
export function ProblemPage({ of: error, title }: { of: unknown; title: string }) {
  return (
    <div className="page" role="alert">
      <h1>{title}</h1>
      <Words of={error} />
    </div>
  )
}

function Words({ of: error, again }: Props) {
  const readAgain = useReadAgain()
  const [isBusy, setBusy] = useState(false)

  async function tryAgain() {
    setBusy(true)
    await (again ?? readAgain)()
    setBusy(false)
  }

  return (
    <div className="panel problem">
      <p>{messageOf(error)}</p>
      <Button
        variant="outlined"
        size="small"
        loading={isBusy}
        onClick={tryAgain}
        className="no-print"
      >
        Try again
      </Button>
    </div>
  )
}

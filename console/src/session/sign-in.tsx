import { Alert, Button, CssBaseline, TextField } from '@mui/material'
import { type FormEvent, useState } from 'react'
import { useLogin } from 'react-admin'
import { messageOf } from '../api/client.ts'
import { Mark } from '../layout/mark.tsx'
import './sign-in.css'

export function SignIn() {
  const login = useLogin()
  const [problem, setProblem] = useState<string>()
  const [isBusy, setBusy] = useState(false)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setBusy(true)
    setProblem(undefined)
    try {
      await login({ email: form.get('email'), password: form.get('password') })
    } catch (error) {
      setProblem(messageOf(error))
      setBusy(false)
    }
  }

  return (
    <main className="sign-in">
      <CssBaseline enableColorScheme />
      <form onSubmit={submit}>
        <Mark />
        <h1>Sign in</h1>
        <p className="soft">To the credit bank of your space.</p>
        {problem !== undefined && <Alert severity="error">{problem}</Alert>}
        <TextField
          name="email"
          label="E-mail"
          type="email"
          autoComplete="username"
          required
          autoFocus
          fullWidth
          size="medium"
        />
        <TextField
          name="password"
          label="Password"
          type="password"
          autoComplete="current-password"
          required
          fullWidth
          size="medium"
        />
        <Button type="submit" variant="contained" size="large" loading={isBusy} fullWidth>
          Sign in
        </Button>
      </form>
    </main>
  )
}

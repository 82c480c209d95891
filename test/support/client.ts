// A caller of a running server, over a real connection.

export interface Reply {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any
}

export interface Client {
  readonly token: string
  readonly get: (path: string) => Promise<Reply>
  readonly post: (path: string, body: unknown, key?: string) => Promise<Reply>
  /** POSTs a record and answers its id; fails the test when it is refused. */
  readonly create: (path: string, body: unknown) => Promise<number>
}

export interface Credentials {
  readonly email: string
  readonly password: string
}

/** The answer to an attempt to sign in. */
export async function askForToken(
  address: string,
  { email, password }: Credentials,
): Promise<Reply> {
  const answer = await fetch(`${address}/api/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'password', username: email, password }),
  })
  return { status: answer.status, body: await answer.json() }
}

export async function signInAt(address: string, credentials: Credentials): Promise<Client> {
  const { status, body } = await askForToken(address, credentials)
  if (status !== 200) throw new Error(`sign-in answered ${status} ${JSON.stringify(body)}`)
  const token: string = body.access_token
  const ask = async (path: string, init: RequestInit): Promise<Reply> => {
    const headers = { authorization: `Bearer ${token}`, ...init.headers }
    const answer = await fetch(`${address}${path}`, { ...init, headers })
    return { status: answer.status, body: await answer.json() }
  }
  const post: Client['post'] = (path, body, key) =>
    ask(path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      body: JSON.stringify(body),
    })
  return {
    token,
    get: (path) => ask(path, {}),
    post,
    create: async (path, body) => {
      const answer = await post(path, body)
      if (answer.status !== 200) {
        throw new Error(`POST ${path} answered ${JSON.stringify(answer.body)}`)
      }
      return answer.body.Value.Id
    },
  }
}

// Opening the port, and what to do when it cannot be opened.

import { createServer } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.ts'
import { Failure } from '../failure.ts'

type Address = Pick<Config, 'host' | 'port'>

/** Answers the address as callers write it. */
export async function listen(app: FastifyInstance, { host, port }: Address): Promise<string> {
  try {
    return await app.listen({ host, port })
  } catch (error) {
    throw explained(error, { host, port })
  }
}

/** Fails when the port is taken now, for commands that have long work to do before they listen. */
export async function requireFreePort({ host, port }: Address): Promise<void> {
  const probe = createServer()
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject)
      probe.listen({ host, port }, resolve)
    })
  } catch (error) {
    throw explained(error, { host, port })
  }
  await new Promise((resolve) => probe.close(resolve))
}

function explained(error: unknown, { host, port }: Address): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const problem = problems[String(code)]
  if (problem === undefined) return error
  return new Failure('invalid', problem.replace('{port}', String(port)).replace('{host}', host))
}

const problems: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Port {port} is taken. Choose another one with the setting PORT, such as PORT=4401.',
  EACCES:
    'Port {port} may not be opened by this user. Choose one above 1023 with the setting PORT.',
  EADDRNOTAVAIL: 'This machine has no address {host}. Choose another one with the setting HOST.',
  ENOTFOUND: 'There is no host called {host}. Choose another one with the setting HOST.',
}

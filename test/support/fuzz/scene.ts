// A server of its own with two records of every kind in it, and somebody of every sort to ask.

import { sql } from 'kysely'
import { catalog } from '../../../src/entities/catalog.ts'
import { buildApp } from '../../../src/http/app.ts'
import { signInAt } from '../client.ts'
import { run, type Server, serve } from '../program.ts'
import { Samples } from '../samples.ts'
import { lookup } from '../space.ts'
import { makeStore, type Store } from '../store.ts'
import { administrator } from '../template.ts'
import { signIn } from '../world.ts'
import type { Caller } from './requests.ts'
import type { Ids } from './send.ts'

export interface Scene {
  readonly server: Server
  readonly tokens: Readonly<Record<Caller, string | undefined>>
  readonly ids: Ids
  /** Takes note of a record that was made. */
  readonly made: (target: string, id: number) => void
  /** Bytes of memory that the process of the server holds. */
  readonly memory: () => Promise<number>
  /** Ends the server; answers what `deskbank verify` says of what is left, with its exit code. */
  readonly verify: () => Promise<{ readonly code: number | null; readonly out: string }>
  readonly close: () => Promise<void>
}

const member = { email: 'fuzz.member@example.com', password: 'fuzz:member password' }

// Drawn by no generator, so that nobody takes the rights from whoever asks.
const administratorId = 987_654_321

export async function openScene(): Promise<Scene> {
  const store = await makeStore()
  const known = await fill(store)
  const settings = { DATABASE_URL: store.url, DESKBANK_SANDBOX: 'true', LOG_LEVEL: 'error' }
  const server = await serve(settings)
  const tokenOf = async (who: typeof member) => (await signInAt(server.address, who)).token
  const tokens = {
    administrator: await tokenOf(administrator),
    member: await tokenOf(member),
    stranger: 'not-a-token',
    nobody: undefined,
  }
  return {
    server,
    tokens,
    ids: (target, pick, spared) => pickFrom(known.get(target) ?? [], pick, spared),
    made: (target, id) => {
      const [first = id, ...rest] = known.get(target) ?? []
      known.set(target, [first, ...rest.slice(-mostKnown), id])
    },
    memory: async () => {
      const text = await (await fetch(`${server.address}/metrics`)).text()
      return Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1])
    },
    verify: async () => {
      await server.stop()
      return run(['verify'], settings)
    },
    close: async () => {
      server.process.kill('SIGKILL')
      await server.ended
      await store.drop()
    },
  }
}

const mostKnown = 30

// Often the first, so that what is named together belongs together; now and then a record that was never there.
function pickFrom([first, ...rest]: readonly number[], pick: number, spared: boolean): string {
  if (!spared && first !== undefined && pick % 3 === 0) return String(first)
  if (pick % 20 === 1 || rest.length === 0) return String(1 + (pick % 500))
  return String(rest[pick % rest.length])
}

/** Rows that the migrations installed, and that nobody makes more of. */
const kept: Readonly<Record<string, readonly number[]>> = {
  Country: [lookup.country],
  Currency: [lookup.pounds, lookup.euros],
  SimpleTimeZone: [lookup.london, lookup.tokyo, lookup.newYork],
}

/** Before anything listens: records that only the service writes are made underneath it. */
async function fill(store: Store): Promise<Map<string, readonly number[]>> {
  const database = await store.open()
  const service = { database, catalog }
  const app = await buildApp(service, { logLevel: 'silent', rateLimit: undefined })
  try {
    await sql`update user_account set id = ${administratorId}`.execute(database.executor)
    const token = await signIn(app, administrator.email, administrator.password)
    const headers = { authorization: `Bearer ${token}` }
    const create = async (url: string, payload: unknown): Promise<number> => {
      const answer = await app.inject({ method: 'POST', url, headers, payload: payload as object })
      if (answer.statusCode !== 200) throw new Error(`POST ${url} answered ${answer.body}`)
      return answer.json().Value.Id
    }
    const samples = new Samples({ service, create })
    const known = new Map<string, readonly number[]>()
    for (const { name } of catalog.entities) {
      known.set(name, kept[name] ?? [await samples.id(name), await samples.id(name, 'second')])
    }
    const user = await create('/api/sys/users', {
      FullName: 'Fuzz Member',
      Email: member.email,
      NewPassword: member.password,
      APIAccess: true,
      Active: true,
    })
    const url = `/api/spaces/coworkers/${known.get('Coworker')?.[0]}`
    await app.inject({ method: 'PATCH', url, headers, payload: { UserId: user } })
    return known
  } finally {
    await app.close()
    await database.close()
  }
}

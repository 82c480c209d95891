// deskbank demo: an in-memory server with a sample space, and requests to paste.

import type { Config } from '../config.ts'
import { authors } from '../demo/entry.ts'
import { member } from '../demo/people.ts'
import { curlOf, type SampleRequest, sampleQuote, sampleRequests } from '../demo/requests.ts'
import { type SampleSpace, writeSampleSpace } from '../demo/sample-space.ts'
import { buildApp } from '../http/app.ts'
import type { Service } from '../operations/call.ts'
import { ensureAdministrator } from '../operations/first-administrator.ts'
import { signIn } from '../operations/sign-in.ts'
import { listen, requireFreePort } from './listen.ts'
import { openService } from './open-service.ts'
import { scheduleDueWork } from './schedule.ts'
import { stopOnSignal } from './serve.ts'

/** Of the logins in a database that is gone when the demo stops, so they may be known to everybody. */
const demoPassword = 'deskbank-demo'

export async function runDemo(config: Config): Promise<void> {
  const settings: Config = {
    ...config,
    database: { engine: 'pglite', folder: undefined },
    sandbox: true,
    rateLimit: undefined,
    adminPassword: config.adminPassword ?? demoPassword,
  }
  // Asked first, because the sample space takes some seconds to write.
  await requireFreePort(settings)
  process.stdout.write('Writing six months of Lantern Yard, a sample space …\n')
  const service: Service = {
    ...(await openService(settings)),
    sandbox: { restore: async (emptied) => void (await writeSpace(emptied)) },
  }
  try {
    const { space, token } = await fill(service, settings)
    const app = await buildApp(service, settings)
    const address = await listen(app, settings)
    stopOnSignal(app, service, [scheduleDueWork(service, app.log)])
    const updates = await sampleRequests(service, space)
    const quote = sampleQuote(space, Date.now())
    process.stdout.write(welcome(settings, address, token, updates, quote))
  } catch (error) {
    await service.database.close()
    throw error
  }
}

async function fill(service: Service, settings: Config) {
  const password = await ensureAdministrator(service, settings.adminEmail, settings.adminPassword)
  const space = await writeSpace(service)
  const credentials = { email: settings.adminEmail, password: password ?? '' }
  const origin = { address: settings.host, guesses: undefined }
  const tokens = await signIn(service, credentials, 'deskbank demo', origin)
  if (!tokens) throw new Error('the administrator of the demo cannot sign in')
  return { space, token: tokens.accessToken }
}

function writeSpace(service: Service): Promise<SampleSpace> {
  return writeSampleSpace(service, Date.now(), { staff: demoPassword, member: demoPassword })
}

function welcome(
  settings: Config,
  address: string,
  token: string,
  updates: readonly SampleRequest[],
  quote: SampleRequest,
): string {
  const command = (request: SampleRequest) =>
    `# ${request.title}\n${curlOf(request, address, token)}\n`
  return `
Lantern Yard is open: two houses, forty customers, six months of credit. All of it is gone when you stop it (Ctrl-C).

  console           ${address}/
  API, to try out   ${address}/docs

  administrator     ${settings.adminEmail}  ${settings.adminPassword}
  manager, London   ${authors.london}  ${demoPassword}
  member            ${member.email}  ${demoPassword}
  bearer token      ${token}

The five documented updates, ready to paste:

${updates.map(command).join('\n')}
And a question, which writes nothing:

${command(quote)}`
}

// Logins made by whoever runs the server, and what they are good for.

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { askForToken, signInAt } from '../support/client.ts'
import { endPrograms, run, serve } from '../support/program.ts'
import { paths } from '../support/space.ts'
import { makeStore, type Store } from '../support/store.ts'
import { administrator } from '../support/template.ts'

// Programs take seconds to start on a machine with other things to do.
vi.setConfig({ testTimeout: 120_000 })

let store: Store

beforeAll(async () => {
  store = await makeStore()
})
afterAll(async () => {
  await endPrograms()
  await store.drop()
})

const user = (words: readonly string[], input = '') =>
  run(['user', ...words], { DATABASE_URL: store.url }, input)

const email = 'grace@example.com'
const done = (sentence: string) => ({ code: 0, out: `${sentence}\n`, err: '' })

test('a user who is created, given roles and a new password signs in with it and may do just that', async () => {
  expect(await user(['create', email], 'first password\n')).toMatchObject(
    done(
      `${email} may sign in, and do nothing yet: give roles with deskbank user grant ${email} <role>…`,
    ),
  )
  const roles = ['CoworkerBookingCredit-List', 'coworker-read']
  expect(await user(['grant', email, ...roles])).toMatchObject(
    done(`${email} has been given CoworkerBookingCredit-List, coworker-read.`),
  )
  // Blanks belong to a password, the end of the line does not.
  expect(await user(['set-password', email], ' second password \r\n')).toMatchObject(
    done(`${email} has a new password. Whoever was signed in with the old one is signed out.`),
  )

  const { address, stop } = await serve({ DATABASE_URL: store.url })
  const statusFor = async (password: string) =>
    (await askForToken(address, { email, password })).status
  expect(await statusFor('first password')).toBe(400)
  const client = await signInAt(address, { email, password: ' second password ' })
  expect((await client.get(paths.credits)).status).toBe(200)
  expect((await client.get(`${paths.coworkers}/1`)).status).toBe(404)
  expect((await client.get(paths.coworkers)).status).toBe(403)
  expect((await client.post(paths.credits, {})).status).toBe(403)
  // Nobody else has a new password.
  await signInAt(address, administrator)
  await stop()
})

describe('what cannot be done is said in one sentence, with exit 1', () => {
  test.each<[string, readonly string[], string, string]>([
    ['no password', ['create', email], '\n', 'There is no password on standard input.'],
    [
      'somebody who is no user',
      ['set-password', 'nobody@example.com'],
      'some password',
      'Email: is the email address of no user',
    ],
    [
      'a role that does not exist',
      ['grant', administrator.email, 'Coworker-Fly'],
      '',
      'Roles: has unknown roles: Coworker-Fly',
    ],
  ])('%s', async (_, words, input, sentence) => {
    const { code, out, err } = await user(words, input)
    expect({ code, out, err }).toEqual({ code: 1, out: '', err: `${sentence}\n` })
  })
})

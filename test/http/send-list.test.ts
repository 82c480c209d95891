// What a file of a list holds: all of it, or it is refused. A million rows are more than a test can make.

import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { sendCsv } from '../../src/http/send-list.ts'

const send = async (counted: { readonly totalItems?: number }) => {
  const app = Fastify()
  app.get('/', async (_request, reply) =>
    sendCsv(reply, 'list', { rows: [{ Id: 1 }, { Id: 2 }], ...counted }, ['Id']),
  )
  const answer = await app.inject('/')
  await app.close()
  return answer
}

test('a list is sent whole', async () => {
  for (const counted of [{}, { totalItems: 2 }]) {
    expect((await send(counted)).body.trim().split(/\r?\n/)).toEqual(['Id', '1', '2'])
  }
})

test('a list that would be cut off is refused, and says how much there is', async () => {
  const { body, headers } = await send({ totalItems: 3 })
  expect(JSON.parse(body).message).toMatch(/^format: csv takes 1000000 rows at most.* 3:/)
  expect(headers['content-disposition']).toBeUndefined()
})

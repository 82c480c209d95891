// The schedule of a server: what it does without being asked, and when.

import { expect, test } from 'vitest'
import { scheduleDueWork } from '../../src/commands/schedule.ts'
import { writeClock } from '../../src/storage/clock.ts'
import {
  makeBooking,
  makeCustomer,
  makeLocation,
  makeRate,
  makeResource,
  makeResourceType,
  paths,
} from '../support/space.ts'
import { openWorld } from '../support/world.ts'

test('begins with what fell due while nothing ran, not with the next minute', async () => {
  const world = await openWorld({ sandbox: { restore: async () => {} } })
  await world.ask('POST', '/api/sandbox/clock', { body: { Now: '2031-05-01T08:00:00Z' } })
  const location = await makeLocation(world)
  const type = await makeResourceType(world, location)
  const room = await makeResource(world, location, type)
  await makeRate(world, location, { ResourceTypes: [type] })
  const booking = await makeBooking(world, room, await makeCustomer(world, location), {
    FromTime: '2031-05-02T09:00:00Z',
    ToTime: '2031-05-02T10:00:00Z',
  })
  const isCharged = async () =>
    (await world.ask('GET', `${paths.bookings}/${booking}`)).body.Invoiced
  // As time passes: nobody does anything about it.
  await writeClock(world.service.database.executor, Date.parse('2031-05-02T10:00:00Z'))
  expect(await isCharged()).toBe(false)
  const schedule = scheduleDueWork(world.service, world.app.log)
  await expect.poll(isCharged, { timeout: 10_000 }).toBe(true)
  await schedule.stop()
  await world.close()
})

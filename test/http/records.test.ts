// Every verb of every kind of record, and every refusal the wire knows: generated from the catalog.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { catalog } from '../../src/entities/catalog.ts'
import { Samples } from '../support/samples.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let samples: Samples
let nobody: string

beforeAll(async () => {
  world = await openWorld()
  samples = new Samples(world)
  nobody = await world.signInAs({ roles: [] })
})
afterAll(() => world.close())

describe.each(catalog.entities.map((owner) => [owner.name, owner] as const))('%s', (_, owner) => {
  test('a get answers exactly the members of the definition', async () => {
    const id = await samples.id(owner.name)
    const { status, body } = await world.ask('GET', `${owner.path}/${id}`)
    expect(status).toBe(200)
    expect(Object.keys(body).sort()).toEqual(Object.keys(owner.fields).sort())
  })
  test('a list answers a page', async () => {
    await samples.id(owner.name)
    const filter = owner.requiredFilter
      ? `?${owner.requiredFilter}=${await samples.id('CoworkerInvoice')}`
      : ''
    const { status, body } = await world.ask('GET', `${owner.path}${filter}`)
    expect(status).toBe(200)
    expect(body.TotalItems).toBeGreaterThan(0)
  })
  test('no token answers 401, a missing role 403, an unknown id 404', async () => {
    expect((await world.ask('GET', owner.path, { token: null })).status).toBe(401)
    expect((await world.ask('GET', `${owner.path}/1`, { token: nobody })).status).toBe(403)
    expect((await world.ask('GET', `${owner.path}/999999999`)).status).toBe(404)
  })
})

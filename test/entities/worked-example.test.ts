// CONTRIBUTING.md says that a new kind of record takes one file and one line. Its example is taken from the page, as it
// stands there, and has to be served like every other kind.

import { readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Catalog, catalogOf, catalog as fullCatalog } from '../../src/entities/catalog.ts'
import type { Entity } from '../../src/entities/entity.ts'
import { rowFields } from '../../src/entities/json.ts'
import { openApiDocument } from '../../src/http/openapi.ts'
import { runScript } from '../../src/storage/database.ts'
import { missingSchema } from '../../src/storage/schema.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { makeCustomer, makeLocation } from '../support/space.ts'
import { openWorld, type World } from '../support/world.ts'

const root = new URL('../../', import.meta.url)

interface Example {
  readonly file: string
  readonly source: string
  /** The line in the catalog, which is the name of what the file exports. */
  readonly line: string
}

async function exampleOnPage(): Promise<Example> {
  const page = await readFile(new URL('CONTRIBUTING.md', root), 'utf8')
  const [, file, source] = /say `(src\/entities\/\S+\.ts)`:\n\n```ts\n(.*?)```/s.exec(page) ?? []
  const [, line] = /`src\/entities\/catalog\.ts`.*?```ts\n\s*(\w+),\n```/s.exec(page) ?? []
  if (!file || !source || !line) throw new Error('CONTRIBUTING.md has no example any more')
  return { file, source, line }
}

/** Loads the file as if it stood where the page says. */
async function load({ file, source, line }: Example, folder: string): Promise<Entity> {
  const place = new URL(file, root)
  const moved = source.replaceAll(
    / from '(\.[^']*)'/g,
    (_, path) => ` from '${new URL(path, place)}'`,
  )
  const copy = join(folder, basename(file))
  await writeFile(copy, moved)
  const loaded = await import(/* @vite-ignore */ pathToFileURL(copy).href)
  return loaded[line]
}

let folder: string
let locker: Entity
let catalog: Catalog
let world: World
let location: number
let other: number
let tenant: number

beforeAll(async () => {
  folder = await makeFolder()
  locker = await load(await exampleOnPage(), folder)
  // Whoever tries the page out has it in the catalog already, and would have it served twice.
  catalog = catalogOf([...fullCatalog.entities.filter(({ name }) => name !== locker.name), locker])
  world = await openWorld({ catalog })
  // What `npm run generate` writes as a migration.
  const { executor } = world.service.database
  await runScript(executor, await missingSchema(catalog, executor))
  location = await makeLocation(world, { Name: 'Riverside' })
  other = await makeLocation(world, { Name: 'Hilltop' })
  tenant = await makeCustomer(world, location)
})
afterAll(async () => {
  await world?.close()
  await removeFolder(folder)
})

const path = '/api/spaces/lockers'
const body = (members: Record<string, unknown> = {}) => ({
  BusinessId: location,
  Name: 'L1',
  ...members,
})

test('the migration leaves nothing to add', async () => {
  expect(await missingSchema(catalog, world.service.database.executor)).toBe('')
})

describe('the example', () => {
  test('is created, with what it copies from its location, and read again', async () => {
    const { status, body: answer } = await world.ask('POST', path, {
      body: body({ RentPeriod: 'Months', Tenants: [tenant] }),
    })
    expect(status).toBe(200)
    expect(answer.Message).toBe("Record 'L1' has been succesfully created.")
    const expected = {
      BusinessId: location,
      BusinessName: 'Riverside',
      Name: 'L1',
      ToStringText: 'L1',
      RentPeriod: 4,
      Tenants: [tenant],
      UpdatedBy: 'admin@example.com',
    }
    expect(answer.Value).toMatchObject(expected)
    const read = await world.ask('GET', `${path}/${answer.Value.Id}`)
    expect(read.body).toMatchObject(expected)
    expect(Object.keys(read.body).sort()).toEqual(Object.keys(locker.fields).sort())
  })

  test('says everything that is wrong with a body at once', async () => {
    const { status, body: answer } = await world.ask('POST', path, {
      body: { RentPeriod: 'Decades', Tenants: [999_999_999] },
    })
    expect(status).toBe(400)
    expect(answer.Errors.map((error: { PropertyName: string }) => error.PropertyName)).toEqual([
      'BusinessId',
      'Name',
      'RentPeriod',
      'Tenants',
    ])
  })

  test('is listed, and narrowed by each of its members', async () => {
    const place = await makeLocation(world)
    const rented = await world.create(
      path,
      body({ BusinessId: place, Name: 'By the door', RentPeriod: 2, Tenants: [tenant] }),
    )
    const free = await world.create(path, body({ BusinessId: place, Name: 'By the window' }))
    const found = async (query: string) => {
      const { body: page } = await world.ask('GET', `${path}?Locker_Business=${place}&${query}`)
      return page.Records.map(({ Id }: { Id: number }) => Id)
    }
    expect(await found('')).toEqual([rented, free])
    expect(await found('orderBy=Name&dir=Descending')).toEqual([free, rented])
    expect(await found('Locker_Name=by the DOOR')).toEqual([rented])
    expect(await found('Locker_RentPeriod=2')).toEqual([rented])
    expect(await found(`Locker_Tenants=${tenant}`)).toEqual([rented])
    expect(await found('Locker_Name=nowhere')).toEqual([])
  })

  test('is replaced, merged and deleted', async () => {
    const id = await world.create(path, body({ RentPeriod: 4, Tenants: [tenant] }))
    const one = `${path}/${id}`
    const read = async () => (await world.ask('GET', one)).body

    await world.ask('PUT', path, { body: { Id: id, ...body({ Name: 'L2' }) } })
    expect(await read()).toMatchObject({ Name: 'L2', RentPeriod: 0, Tenants: [tenant] })

    const second = await makeCustomer(world, location)
    const change = { AddedTenants: [second], RemovedTenants: [tenant] }
    await world.ask('PATCH', one, { body: change })
    expect(await read()).toMatchObject({ Name: 'L2', Tenants: [second], AddedTenants: null })

    expect((await world.ask('DELETE', one)).body.WasSuccessful).toBe(true)
    expect((await world.ask('GET', one)).status).toBe(404)
  })

  test('is for those only who have its roles', async () => {
    const id = await world.create(path, body())
    const nobody = await world.signInAs({ roles: [] })
    const reader = await world.signInAs({ roles: ['Locker-List', 'Locker-Read'] })
    const writer = await world.signInAs({
      roles: ['Locker-Create', 'Locker-Edit', 'Locker-Delete'],
    })
    const statuses = async (token: string | null) => {
      const one = `${path}/${id}`
      const answers = [
        await world.ask('GET', path, { token }),
        await world.ask('GET', one, { token }),
        await world.ask('POST', path, { token, body: body() }),
        await world.ask('PATCH', one, { token, body: { Name: 'L3' } }),
      ]
      return answers.map((answer) => answer.status)
    }
    expect(await statuses(null)).toEqual([401, 401, 401, 401])
    expect(await statuses(nobody)).toEqual([403, 403, 403, 403])
    expect(await statuses(reader)).toEqual([200, 200, 403, 403])
    expect(await statuses(writer)).toEqual([403, 403, 200, 200])
  })

  test('is out of sight for users of other locations', async () => {
    const id = await world.create(path, body())
    const roles = ['Locker-List', 'Locker-Read']
    const here = await world.signInAs({ roles, businesses: [location] })
    const elsewhere = await world.signInAs({ roles, businesses: [other] })
    expect((await world.ask('GET', `${path}/${id}`, { token: here })).status).toBe(200)
    expect((await world.ask('GET', `${path}/${id}`, { token: elsewhere })).status).toBe(404)
    const { body: page } = await world.ask('GET', path, { token: elsewhere })
    expect(page.TotalItems).toBe(0)
  })

  test('answers what it does not offer with 405 and what it does', async () => {
    const answer = await world.ask('DELETE', path)
    expect(answer.status).toBe(405)
    expect(answer.headers.allow).toBe('GET, POST, PUT')
  })

  test('is in the description of the API', () => {
    // biome-ignore lint/suspicious/noExplicitAny: a document of many shapes
    const document = openApiDocument(catalog) as any
    expect(Object.keys(document.paths[path])).toEqual(['get', 'post', 'put'])
    expect(Object.keys(document.paths[`${path}/{id}`])).toEqual(['get', 'patch', 'delete'])
    const { schemas } = document.components
    expect(schemas).toHaveProperty('Locker')
    expect(Object.keys(schemas.LockerRow.properties)).toEqual([...rowFields(locker)])
    expect(schemas.LockerMembers.properties).toHaveProperty('AddedTenants')
    expect(document.tags).toContainEqual({
      name: 'Lockers',
      description: 'A locker that customers rent.',
    })
  })
})

// The catalogue that is kept between batches, where rows are newer than its version.

import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  catalogueCovering,
  currentCatalogue,
  type Kept,
} from '../../src/operations/kept-catalogue.ts'
import { makeLocation } from '../support/space.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World

beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

test('a location newer than the version is read, and the catalogue of the version stays kept', async () => {
  const { executor } = world.service.database
  const kept: Kept = { catalogue: undefined }
  const old = await makeLocation(world)
  const before = await currentCatalogue(executor, 7, kept)
  const late = await makeLocation(world)
  const covering = (...ids: readonly (number | null)[]) =>
    catalogueCovering(
      executor,
      7,
      kept,
      ids.map((businessId) => ({ businessId })),
    )
  expect(await covering(old, null)).toBe(before)
  const { locations } = await covering(old, late)
  expect(locations.map(({ id }) => id)).toEqual(expect.arrayContaining([old, late]))
  expect(kept.catalogue).toBe(before)
})

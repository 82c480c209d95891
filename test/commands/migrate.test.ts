import { readdir } from 'node:fs/promises'
import { sql } from 'kysely'
import { afterEach, expect, test, vi } from 'vitest'
import { endPrograms, run } from '../support/program.ts'
import { makeEmptyStore, type Store } from '../support/store.ts'

// Programs take seconds to start on a machine with other things to do.
vi.setConfig({ testTimeout: 120_000 })

const files = (await readdir(new URL('../../migrations/', import.meta.url))).sort()

let store: Store | undefined

afterEach(async () => {
  await endPrograms()
  await store?.drop()
  store = undefined
})

test('deskbank migrate says what it applied, that there was nothing to do, or why it must not', async () => {
  store = await makeEmptyStore()
  const settings = { DATABASE_URL: store.url }
  expect(await run(['migrate'], settings)).toMatchObject({
    code: 0,
    out: `Applied ${files.join(', ')}.\n`,
    err: '',
  })
  expect(await run(['migrate'], settings)).toMatchObject({
    code: 0,
    out: 'The schema is up to date.\n',
    err: '',
  })

  const database = await store.open()
  await sql`insert into schema_migration (version, name) values (9999, 'from the future')`.execute(
    database.executor,
  )
  await database.close()
  expect(await run(['migrate'], settings)).toMatchObject({
    code: 1,
    out: '',
    err:
      `The database has schema version 9999, this Deskbank knows versions up to ${files.length}. ` +
      'Start a newer Deskbank, or restore a backup made before the upgrade.\n',
  })
})

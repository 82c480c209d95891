// One migrated data folder of PostgreSQL a run, copied for every fault.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { openDatabase } from '../../src/storage/database.ts'
import { prepare } from '../support/template.ts'
import { Cluster, initialise } from './cluster.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A data folder of PostgreSQL with a migrated database, its administrator and nobody using it. */
    cluster: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'deskbank-faults-'))
  const data = join(folder, 'template')
  await initialise(data)
  const cluster = new Cluster(data)
  await cluster.start()
  await cluster.query('create database deskbank', 'postgres')
  const database = await openDatabase({ engine: 'postgres', url: cluster.url })
  await prepare(database)
  await database.close()
  await cluster.stop()
  project.provide('cluster', data)
  return () => rm(folder, { recursive: true, force: true })
}

// What a release left behind for those after it: an archive of a small space, and what the release answered about it. Both are
// lines of JSON; the answers, which say everything several times, are compressed with Brotli.

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'
import { writeSampleSpace } from '../../src/demo/sample-space.ts'
import { settleEverythingDue } from '../../src/operations/due-work.ts'
import { answersOf, type Moment } from './answers.ts'
import { archiveOf } from './archive.ts'
import { makePromises, type Promised } from './promises.ts'
import { openRun } from './run/run.ts'
import { administrator } from './template.ts'

const folder = new URL('../fixtures/releases/', import.meta.url)

export interface Release {
  readonly archive: Buffer
  readonly moment: Moment
  readonly promised: readonly Promised[]
  /** What was asked, and what was answered. */
  readonly answers: readonly (readonly [asked: string, answered: string])[]
}

export async function listReleases(): Promise<readonly string[]> {
  return (await readdir(folder)).sort()
}

export async function readRelease(name: string): Promise<Release> {
  const text = brotliDecompressSync(await readFile(new URL(`${name}/answers.br`, folder))).toString(
    'utf8',
  )
  const [head = '', promised = '', ...lines] = text.trimEnd().split('\n')
  return {
    archive: await readFile(new URL(`${name}/archive.gz`, folder)),
    moment: JSON.parse(head),
    promised: JSON.parse(promised),
    answers: lines.map((line) => JSON.parse(line)),
  }
}

/** Takes the steps of one seed one after the other, so that two releases leave the same deeds behind. */
const seed = 15
const steps = 150

export async function writeRelease(name: string): Promise<void> {
  const run = await openRun(seed, true)
  try {
    await run.take(steps, 1)
    // Plans, contracts, invoices and members, which the run has few of.
    const passwords = { staff: administrator.password, member: administrator.password }
    await writeSampleSpace(run.world.service, run.now(), passwords)
    await settleEverythingDue(run.world.service, run.now())
    const [customer = 0] = run.space.customers
    const promised = await makePromises(run.world, customer, run.space.location)
    const moment = { now: run.now(), until: Date.now() + 1 }
    const answers = await answersOf(run.world, moment)
    const lines = [moment, promised, ...answers].map((line) => `${JSON.stringify(line)}\n`)
    const place = new URL(`${name}/`, folder)
    await mkdir(place, { recursive: true })
    await writeFile(new URL('archive.gz', place), await archiveOf(run.world.service.database))
    await writeFile(new URL('answers.br', place), brotliCompressSync(lines.join('')))
  } finally {
    await run.close()
  }
}

// One process per data folder, whatever happened to the one before.

import { spawn } from 'node:child_process'
import { mkdir, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lockFolder } from '../../src/storage/folder-lock.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { follow, lineOf, type Program } from '../support/program.ts'

let folder: string

beforeEach(async () => {
  folder = await makeFolder()
})
afterEach(() => removeFolder(folder))

const inUse = (path: string) => ({
  kind: 'conflict',
  message:
    `The data folder ${path} is in use by another Deskbank process. Stop that one first, choose another folder with ` +
    'DATABASE_URL=pglite:<folder>, or use PostgreSQL for several processes.',
})

const built = new URL('../../dist/storage/folder-lock.js', import.meta.url)

/** A process that waits for a word, then tries to lock the folder, says how that went, and stays. */
function contender(path: string): Program {
  const script = `
    import { once } from 'node:events'
    import { lockFolder } from '${built.href}'
    process.stdout.write('ready\\n')
    await once(process.stdin, 'data')
    const result = await lockFolder(${JSON.stringify(path)}).then(() => 'holds', (error) => error.kind)
    process.stdout.write('it ' + result + '\\n')
    setInterval(() => {}, 60_000)`
  return follow(spawn(process.execPath, ['--input-type=module', '--eval', script]))
}

const isReady = (program: Program) => lineOf(program, /^(ready)$/m)

function attempt(program: Program): Promise<string> {
  program.process.stdin.write('go\n')
  return lineOf(program, /^it (\S+)$/m)
}

async function kill(program: Program): Promise<void> {
  program.process.kill('SIGKILL')
  await program.ended
}

/** Leaves the folder as a holder leaves it that was killed. */
async function holdAndDie(path: string): Promise<void> {
  const program = contender(path)
  await isReady(program)
  expect(await attempt(program)).toBe('holds')
  await kill(program)
}

describe('a folder that is locked', () => {
  test('refuses everybody else, also under another name, until it is given back', async () => {
    const unlock = await lockFolder(folder)
    for (const path of [folder, `${folder}/`, relative(process.cwd(), folder)]) {
      await expect(lockFolder(path)).rejects.toMatchObject({ kind: 'conflict' })
    }
    await expect(lockFolder(folder)).rejects.toMatchObject(inUse(folder))
    await unlock()
    const again = await lockFolder(folder)
    await again()
  })

  test('leaves other folders free', async () => {
    const unlock = await lockFolder(folder)
    const other = join(folder, 'other')
    await mkdir(other)
    const unlockOther = await lockFolder(other)
    await unlockOther()
    await unlock()
  })

  test('keeps nothing of those who were refused, and of its past no more than one link', async () => {
    for (let round = 0; round < 3; round += 1) {
      const unlock = await lockFolder(folder)
      await expect(lockFolder(folder)).rejects.toMatchObject({ kind: 'conflict' })
      expect((await readdir(folder)).length).toBe(2)
      await unlock()
      expect(await readdir(folder)).toEqual([`lock.${round + 1}`])
    }
  })

  test('by a process is refused to another one, and free as soon as that is killed', async () => {
    const holder = contender(folder)
    await isReady(holder)
    expect(await attempt(holder)).toBe('holds')
    await expect(lockFolder(folder)).rejects.toMatchObject(inUse(folder))
    await kill(holder)
    const unlock = await lockFolder(folder)
    await unlock()
  })
})

describe('of many who want the lock at once exactly one gets it', () => {
  const outcomes = async (path: string, count: number) => {
    const attempts = Array.from({ length: count }, () => lockFolder(path))
    const results = await Promise.allSettled(attempts)
    const won = results.filter((result) => result.status === 'fulfilled')
    for (const { value: unlock } of won) await unlock()
    return won.length
  }

  test('when nobody ever had it', async () => {
    expect(await outcomes(folder, 20)).toBe(1)
  })

  test('when its holder was killed', async () => {
    await holdAndDie(folder)
    expect(await outcomes(folder, 20)).toBe(1)
  })

  test('again and again', async () => {
    for (let round = 0; round < 20; round += 1) expect(await outcomes(folder, 5)).toBe(1)
  })

  test('when they are processes, and the holder was killed', async () => {
    await holdAndDie(folder)
    const programs = Array.from({ length: 4 }, () => contender(folder))
    try {
      await Promise.all(programs.map(isReady))
      const results = await Promise.all(programs.map(attempt))
      expect(results.sort()).toEqual(['conflict', 'conflict', 'conflict', 'holds'])
    } finally {
      await Promise.all(programs.map(kill))
    }
  })
})

test('never two hold the lock at a time, however they come and go', async () => {
  let holders = 0
  let most = 0
  const comeAndGo = async () => {
    for (let visit = 0; visit < 15; visit += 1) {
      const unlock = await lockFolder(folder).catch(() => undefined)
      if (!unlock) continue
      holders += 1
      most = Math.max(most, holders)
      await readdir(folder)
      holders -= 1
      await unlock()
    }
  }
  await Promise.all(Array.from({ length: 8 }, comeAndGo))
  expect(most).toBe(1)
})

describe('a path too long for a socket', () => {
  const name = 'a rather long name for a folder, with an ä in it'

  test('is locked like any other, in the folder itself', async () => {
    const deep = join(folder, name, name, name)
    const sibling = join(folder, name, name, `${name}, the other one`)
    await mkdir(deep, { recursive: true })
    await mkdir(sibling)
    expect(Buffer.byteLength(deep)).toBeGreaterThan(108)
    const unlock = await lockFolder(deep)
    await expect(lockFolder(deep)).rejects.toMatchObject(inUse(deep))
    const unlockSibling = await lockFolder(sibling)
    await unlockSibling()
    await unlock()
    expect(await readdir(deep)).toEqual(['lock.1'])
    expect((await readdir(join(folder, name, name))).length).toBe(2)
  })

  test('is free again when its holder was killed', async () => {
    const deep = join(folder, name, name, name)
    await mkdir(deep, { recursive: true })
    await holdAndDie(deep)
    const unlock = await lockFolder(deep)
    await expect(lockFolder(deep)).rejects.toMatchObject({ kind: 'conflict' })
    await unlock()
  })

  test('at every length around the limit', async () => {
    for (let length = 80; length <= 110; length += 1) {
      const path = join(folder, 'x'.repeat(Math.max(1, length - folder.length)))
      await mkdir(path, { recursive: true })
      const unlock = await lockFolder(path)
      await expect(lockFolder(path), `${path.length}`).rejects.toMatchObject({ kind: 'conflict' })
      await unlock()
    }
    expect(folder.startsWith(tmpdir())).toBe(true)
  })
})

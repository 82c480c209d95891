// Folders that are gone when the test is over.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export async function makeFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'deskbank-test-'))
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
}

export async function withFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = await makeFolder()
  try {
    return await run(folder)
  } finally {
    await removeFolder(folder)
  }
}

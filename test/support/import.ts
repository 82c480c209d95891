// Imports a text as if it were a file.

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readCsv } from '../../src/commands/csv-rows.ts'
import { type Imported, importCredits } from '../../src/operations/import-credits.ts'
import { withFolder } from './folder.ts'
import type { World } from './world.ts'

export interface TextOptions {
  readonly isCheck?: boolean
  readonly onProgress?: (rows: number) => void
}

export function importText(
  world: World,
  content: string | Buffer,
  { isCheck = false, onProgress = () => {} }: TextOptions = {},
): Promise<Imported> {
  return withFile(content, (file) =>
    importCredits(world.service, () => readCsv(file, () => {}), { isCheck, onProgress }),
  )
}

/** What is wrong, as a person would say it: the line, the member and the rest. */
export async function mistakesIn(world: World, text: string): Promise<readonly string[]> {
  const { mistakes } = await importText(world, text)
  return mistakes.map(({ line, property, message }) => `${line} ${property}: ${message}`)
}

export function withFile<T>(
  content: string | Buffer,
  run: (file: string) => Promise<T>,
): Promise<T> {
  return withFolder(async (folder) => {
    const file = join(folder, 'credits.csv')
    await writeFile(file, content)
    return run(file)
  })
}

// The built program, for tests that start it as its users do: built once a run, and only when a source is newer.

import { execFile } from 'node:child_process'
import { readdir, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = new URL('../../', import.meta.url)
const compiler = new URL('node_modules/typescript/bin/tsc', root)

export default async function build(): Promise<void> {
  const built = await changedAt(new URL('dist/main.js', root))
  const files = await readdir(new URL('src/', root), { recursive: true })
  const changes = await Promise.all(files.map((file) => changedAt(new URL(`src/${file}`, root))))
  if (built >= Math.max(...changes)) return
  const words = [fileURLToPath(compiler), '-p', 'tsconfig.build.json']
  // Types are the business of `npm run types`; a mistake in them leaves a program that runs.
  await promisify(execFile)(process.execPath, words, { cwd: root }).catch((error) => {
    process.stderr.write(`${error.stdout}`)
  })
}

async function changedAt(file: URL): Promise<number> {
  const found = await stat(file).catch(() => undefined)
  return found?.mtimeMs ?? 0
}

// Builds the web console into dist/console, unless what is there is newer than all of its sources.

import { readdir, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const root = new URL('../', import.meta.url)
const sources = new URL('console/', root)

const names = await readdir(sources, { recursive: true })
const changes = await Promise.all(names.map((name) => changedAt(new URL(name, sources))))
const lock = await changedAt(new URL('package-lock.json', root))
const built = await changedAt(new URL('dist/console/index.html', root))

if (built < Math.max(lock, ...changes)) {
  const { build } = await import('vite')
  await build({ root: fileURLToPath(sources), logLevel: 'warn' })
}

async function changedAt(file) {
  const found = await stat(file).catch(() => undefined)
  return found?.mtimeMs ?? 0
}

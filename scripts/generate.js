// Writes what follows from the entities: openapi.json, and a migration for columns and tables the schema lacks.
// Run by `npm run generate`, which builds first.

import { readdirSync, writeFileSync } from 'node:fs'
import { catalog } from '../dist/entities/catalog.js'
import { openApiDocument } from '../dist/http/openapi.js'
import { openDatabase } from '../dist/storage/database.js'
import { migrate } from '../dist/storage/migrate.js'
import { missingSchema } from '../dist/storage/schema.js'

writeFileSync('openapi.json', `${layOut(openApiDocument(catalog))}\n`)

const database = await openDatabase({ engine: 'pglite', folder: undefined })
await migrate(database)
const missing = await missingSchema(catalog, database.executor)
await database.close()

if (missing !== '') {
  const last = readdirSync('migrations').sort().at(-1) ?? '0000'
  const version = String(Number(last.slice(0, 4)) + 1).padStart(4, '0')
  const file = `migrations/${version}_entities.sql`
  writeFileSync(
    file,
    `-- What the entities hold. Give this file a name that says why.\n\n${missing}\n`,
  )
  process.stdout.write(`Wrote ${file}. Read it, and name it for what it adds.\n`)
}

/** JSON in which whatever is short stands on one line: a difference names a member, and the file stays half as long. */
function layOut(value, indent = '') {
  const short = JSON.stringify(value)
  if (short.length + indent.length <= 120 || typeof value !== 'object') return short
  const inner = `${indent} `
  const lines = Array.isArray(value)
    ? value.map((item) => `${inner}${layOut(item, inner)}`)
    : Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([name, member]) => `${inner}${JSON.stringify(name)}: ${layOut(member, inner)}`)
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  return `${open}\n${lines.join(',\n')}\n${indent}${close}`
}

// What identifiers of another system say about rows of an import: which come twice, and which were imported before.

import type { Executor } from '../storage/database.ts'
import { linesNaming, usedSystemIds } from '../storage/system-ids.ts'
import type { Draft, Mistake } from './import-rows.ts'

function systemIdOf({ values }: Draft): string | undefined {
  return (values.SystemId as string | null | undefined) ?? undefined
}

/** One identifier on two rows would lose one of them when the file is imported again. */
export async function repeatedSystemIds(
  executor: Executor,
  drafts: readonly Draft[],
): Promise<readonly Mistake[]> {
  const lines = new Map<string, number>()
  for (const draft of drafts) {
    const systemId = systemIdOf(draft)
    if (systemId !== undefined && !lines.has(systemId)) lines.set(systemId, draft.line)
  }
  if (lines.size === 0) return []
  const first = await linesNaming(executor, lines)
  return drafts.flatMap((draft) => {
    const systemId = systemIdOf(draft)
    const line = systemId === undefined ? undefined : first.get(systemId)
    if (line === undefined || line === draft.line) return []
    const message = `is that of line ${line} as well`
    return [{ line: draft.line, property: 'SystemId', message, attempted: systemId }]
  })
}

/** The rows whose identifier no credit has. */
export async function withoutImported(
  executor: Executor,
  drafts: readonly Draft[],
): Promise<readonly Draft[]> {
  const systemIds = drafts.map(systemIdOf).filter((systemId) => systemId !== undefined)
  if (systemIds.length === 0) return drafts
  const used = await usedSystemIds(executor, systemIds)
  return drafts.filter((draft) => !used.has(systemIdOf(draft) ?? ''))
}

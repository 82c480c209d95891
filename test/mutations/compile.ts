// Which mutants the compiler refuses: what it refuses never reaches a test.

import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Mutant } from './mutants.ts'

const settings = {
  extends: './tsconfig.json',
  compilerOptions: { rootDir: '.', allowUnreachableCode: true },
  include: ['src/**/*.mutant*.ts'],
}

/** The mutants that compile. All are looked at together, each as a neighbour of its file in a copy of the sources. */
export async function compiling(mutants: readonly Mutant[], root: string): Promise<Mutant[]> {
  const copy = await mkdtemp(join(tmpdir(), 'deskbank-mutants-'))
  try {
    await cp(join(root, 'src'), join(copy, 'src'), { recursive: true })
    for (const file of ['tsconfig.json', 'package.json'])
      await cp(join(root, file), join(copy, file))
    await symlink(join(root, 'node_modules'), join(copy, 'node_modules'))
    await writeFile(join(copy, 'tsconfig.mutants.json'), JSON.stringify(settings))
    for (const [index, { file, source }] of mutants.entries()) {
      await writeFile(join(copy, file.replace('.ts', `.mutant${index}.ts`)), source)
    }
    const refused = refusedIn(await compile(join(root, 'node_modules/typescript/bin/tsc'), copy))
    return mutants.filter((_, index) => !refused.has(index))
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}

async function compile(compiler: string, folder: string): Promise<string> {
  const words = [compiler, '-p', 'tsconfig.mutants.json', '--noEmit', '--pretty', 'false']
  const options = { cwd: folder, maxBuffer: 1_000_000_000 }
  return promisify(execFile)(process.execPath, words, options).then(
    () => '',
    (failed) => String(failed.stdout),
  )
}

function refusedIn(output: string): ReadonlySet<number> {
  return new Set([...output.matchAll(/\.mutant(\d+)\.ts\(\d+,/g)].map(([, index]) => Number(index)))
}

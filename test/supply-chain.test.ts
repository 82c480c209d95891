// What the server is made of: every package by its hash, none with a script of its own, and a build that trusts nothing
// that can change underneath it.

import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')

interface Package {
  readonly version: string
  readonly resolved?: string
  readonly integrity?: string
  readonly dev?: true
  readonly optional?: true
  readonly hasInstallScript?: true
}

const lock: { readonly packages: Readonly<Record<string, Package>> } = JSON.parse(
  read('package-lock.json'),
)
const packages = Object.entries(lock.packages).filter(([path]) => path !== '')
const running = packages.filter(([, { dev }]) => !dev)

describe('the lock file', () => {
  test('knows every package that the server runs on by its hash', () => {
    expect(running.length).toBeGreaterThan(50)
    for (const [path, { integrity, resolved }] of running) {
      expect([path, integrity]).toEqual([path, expect.stringMatching(/^sha512-/)])
      // No place is named: it comes from wherever whoever installs it gets packages, and the hash decides.
      expect([path, resolved]).toEqual([path, undefined])
    }
  })
  test('knows all others, but for builds of tools for machines of another kind', () => {
    const unknown = packages.filter(([, { integrity }]) => integrity === undefined)
    for (const [path, { dev, optional }] of unknown) {
      expect({ path, dev, optional }).toEqual({ path, dev: true, optional: true })
      expect(path).toMatch(/^node_modules\/@(biomejs\/cli|oxc-parser\/binding)-/)
    }
  })
  test('has no package that runs a script when it is installed', () => {
    expect(packages.filter(([, one]) => one.hasInstallScript)).toEqual([])
  })
  test('is what package.json asks for', () => {
    const wanted = JSON.parse(read('package.json'))
    expect(lock.packages['']).toMatchObject({
      version: wanted.version,
      dependencies: wanted.dependencies,
      devDependencies: wanted.devDependencies,
    })
  })
})

describe('workflows', () => {
  const workflows = readdirSync(new URL('../.github/workflows/', import.meta.url)).map(
    (name) => [name, read(`.github/workflows/${name}`)] as const,
  )

  test.each(workflows)('%s names every action by its commit', (_, text) => {
    const used = [...text.matchAll(/uses: (\S+)/g)].map(([, action]) => action)
    expect(used.length).toBeGreaterThan(0)
    for (const action of used) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/)
  })
  test.each(workflows)(
    '%s may read and no more, but for the job that makes a release',
    (_, text) => {
      expect(text).toMatch(/^permissions:\n {2}contents: read\n\n/m)
      const granted = [...text.matchAll(/^ {4,}(\w[\w-]*): write$/gm)].map(([, what]) => what)
      expect(granted).toEqual(text.startsWith('# A tag') ? ['contents'] : [])
      expect(text.match(/persist-credentials: false/g)).toHaveLength(
        text.match(/actions\/checkout@/g)?.length ?? 0,
      )
      // What a stranger may write must not become part of a command.
      for (const [, command = ''] of text.matchAll(/run: (.*)/g))
        expect(command).not.toContain('${{')
    },
  )
})

test('the image runs as nobody in particular, from packages whose scripts never ran', () => {
  const stages = read('Dockerfile').split(/^FROM /m)
  const last = stages.at(-1) ?? ''
  expect(last).toMatch(/^USER node$/m)
  expect(last).not.toMatch(/npm (ci|install)/)
  const installs = stages.flatMap((stage) => stage.match(/^RUN npm ci.*$/gm) ?? [])
  expect(installs.length).toBe(2)
  for (const install of installs) expect(install).toContain('--ignore-scripts')
  const compose = read('compose.yaml')
  expect(compose).toMatch(/read_only: true/)
  expect(compose).toMatch(/cap_drop:\n {6}- ALL/)
  expect(compose).toMatch(/no-new-privileges:true/)
})

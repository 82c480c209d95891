// Completes package-lock.json after an install against a registry mirror that lacks packages of other platforms:
// `npm ci` refuses a lock without them, and a Mac or an Alpine container needs them.

import { readFileSync, writeFileSync } from 'node:fs'

const file = 'package-lock.json'
const systems = 'aix android darwin freebsd linux netbsd openbsd openharmony sunos win32'.split(' ')
const processors = 'arm64 arm x64 ia32 ppc64 riscv64 s390x loong64 mips64el wasm32'.split(' ')
const lock = JSON.parse(readFileSync(file, 'utf8'))
const { packages } = lock

for (const [path, entry] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const isKnown = packages[`${path}/node_modules/${name}`] ?? packages[`node_modules/${name}`]
    const words = name.split('/').pop().split(/[-.]/)
    const os = systems.filter((system) => words.includes(system))
    if (isKnown || os.length !== 1 || !/^\d/.test(version)) continue
    const cpu = processors.filter((processor) => words.includes(processor))
    const libc = words.some((word) => word.startsWith('musl')) ? ['musl'] : ['glibc']
    packages[`node_modules/${name}`] = {
      version,
      ...(cpu.length > 0 ? { cpu } : {}),
      ...(entry.dev ? { dev: true } : {}),
      ...(os[0] === 'linux' && words.some((word) => /^(musl|gnu)/.test(word)) ? { libc } : {}),
      optional: true,
      os,
    }
  }
}

const [root, ...rest] = Object.entries(packages)
rest.sort(([left], [right]) => left.localeCompare(right, 'en'))
lock.packages = Object.fromEntries([root, ...rest])
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)

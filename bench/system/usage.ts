// What processes cost, from /proc. Elsewhere than on Linux every figure is NaN and shown as missing.

import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts in hundredths of a second whatever the clock of the kernel is. */
const ticksPerSecond = 100

interface Times {
  readonly parent: number
  readonly own: number
  /** Of children that have ended and were waited for. */
  readonly children: number
}

/** CPU seconds of one process with all of its threads, since it started. */
export function cpuSeconds(pid: number): number {
  return timesOf(pid)?.own ?? Number.NaN
}

/** CPU seconds of a process and its children, ended ones included, as a database has one for each connection. */
export function familyCpuSeconds(pid: number): number {
  const parent = timesOf(pid)
  if (!parent) return Number.NaN
  return childrenOf(pid).reduce(
    (sum, child) => sum + (timesOf(child)?.own ?? 0),
    parent.own + parent.children,
  )
}

/** Resident memory of one process in bytes. */
export function residentBytes(pid: number): number {
  const found = /^VmRSS:\s+(\d+) kB/m.exec(textOf(`/proc/${pid}/status`))
  return found ? Number(found[1]) * 1024 : Number.NaN
}

/** Memory of a process and its children in bytes; what they share is counted once. */
export function familyBytes(pid: number): number {
  return [pid, ...childrenOf(pid)].reduce((sum, one) => sum + proportionalBytes(one), 0)
}

/** How many files and connections this process and those it starts may each have open. */
export function mostOpenFiles(): number {
  // Node raises its own to the hard limit when it starts, and so do the processes of the benchmark.
  const found = /^Max open files +\S+ +(\d+)/m.exec(textOf('/proc/self/limits'))
  return found ? Number(found[1]) : 1_024
}

function proportionalBytes(pid: number): number {
  const found = /^Pss:\s+(\d+) kB/m.exec(textOf(`/proc/${pid}/smaps_rollup`))
  return found ? Number(found[1]) * 1024 : 0
}

/** The processes that a process started and that still run. */
export function childrenOf(pid: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && timesOf(Number(name))?.parent === pid)
    .map(Number)
}

function timesOf(pid: number): Times | undefined {
  const text = textOf(`/proc/${pid}/stat`)
  // The name may hold spaces and brackets; the numbers start behind the last one.
  const numbers = text.slice(text.lastIndexOf(')') + 2).split(' ')
  if (numbers.length < 15) return undefined
  const at = (index: number) => Number(numbers[index]) / ticksPerSecond
  return { parent: Number(numbers[1]), own: at(11) + at(12), children: at(13) + at(14) }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

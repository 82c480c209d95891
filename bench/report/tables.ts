// Tables for people, in plain text.

import type { Figure, Measurement } from './results.ts'

export function measurementTable(measurements: readonly Measurement[]): string {
  const head = [
    ...['scenario', 'subject', 'conn', 'offered/s', 'achieved/s', 'p50 ms', 'p95 ms', 'p99 ms'],
    ...['dropped', 'late', 'refused', 'failed', 'server ms', 'db ms', 'server MB', 'db MB'],
  ]
  const rows = measurements.map((one) => [
    one.scenario,
    one.subject,
    whole(one.connections),
    whole(one.offered),
    whole(one.achieved),
    ...[one.latency.p50, one.latency.p95, one.latency.p99].map((value) => short(value)),
    whole(one.dropped),
    whole(one.late),
    whole(one.refused),
    whole(one.failed),
    short(one.serverCpu),
    short(one.databaseCpu),
    megabytes(one.serverMemory),
    megabytes(one.databaseMemory),
  ])
  return table(head, rows)
}

export function figureTable(figures: readonly Figure[]): string {
  const rows = figures.map((one) => [
    one.scenario,
    one.name,
    `${short(one.value)}${one.unit === '' ? '' : ` ${one.unit}`}`,
    one.from ?? '',
  ])
  return table(['scenario', 'figure', 'value', 'from'], rows)
}

/** The first two columns are words and stand left, numbers stand right, and the last column is as long as it likes. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, index) =>
    Math.max(title.length, ...rows.map((row) => row[index]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) =>
        index < 2 || head[index] === 'from'
          ? cell.padEnd(widths[index] ?? 0)
          : cell.padStart(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd()
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

function whole(value: number): string {
  return Number.isFinite(value) ? String(Math.round(value)) : '–'
}

/** Three digits that count. */
function short(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return '–'
  if (Math.abs(value) >= 100) return value.toFixed(0)
  return value.toFixed(Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 0.1 ? 2 : 3)
}

function megabytes(bytes: number | undefined): string {
  return bytes === undefined ? '–' : whole(bytes / 1_048_576)
}

// Reads a CSV file a piece at a time: rows with the lines they begin on, in batches.

import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { CsvError, type Options, parse } from 'csv-parse'
import { Failure } from '../failure.ts'
import type { Row } from '../operations/import-rows.ts'

const batchSize = 5_000

/** Batches of rows; blank lines are passed over. Fails with the line of what is no CSV. */
export async function* readCsv(
  file: string,
  onBytes: (read: number) => void,
): AsyncGenerator<readonly Row[]> {
  await refuseOtherSeparators(file)
  const bytes = createReadStream(file, { highWaterMark: 256 * 1024 })
  let line = 1
  const options: Options<Row, string[]> = {
    bom: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    // Counted by whoever knows the header.
    relax_column_count: true,
    max_record_size: longestRow,
    on_record: (cells) => {
      const row = { line, cells }
      line += linesOf(cells)
      return cells.length === 1 && cells[0] === '' ? null : row
    },
  }
  // Declared as if records were always lists of cells.
  const parser = parse(options as unknown as Options)
  bytes.on('error', (error) => parser.destroy(error))
  try {
    let batch: Row[] = []
    for await (const row of bytes.pipe(parser) as AsyncIterable<Row>) {
      if (batch.push(row) < batchSize) continue
      onBytes(bytes.bytesRead)
      yield batch
      batch = []
    }
    onBytes(bytes.bytesRead)
    if (batch.length > 0) yield batch
  } catch (error) {
    throw error instanceof CsvError ? unreadable(error, line) : error
  } finally {
    bytes.destroy()
  }
}

/** Characters: what is longer is taken for a quote that nobody closed. */
const longestRow = 1_000_000

// A cell in quotes may have line ends of its own.
function linesOf(cells: readonly string[]): number {
  let lines = 1
  for (const cell of cells) {
    for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) lines += 1
  }
  return lines
}

function unreadable({ code }: CsvError, line: number): Failure {
  const isOpen = code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE'
  const problem = isOpen
    ? 'opens a quote that is not closed'
    : 'has a quote within a cell: write such a cell in quotes, and each quote in it twice'
  return new Failure('invalid', `Line ${line} ${problem}. Nothing was imported.`)
}

const separators = { semicolons: /;/g, tabs: /\t/g } as const

/** Spreadsheets of some countries write semicolons, and with them decimals that nobody should have to guess. */
async function refuseOtherSeparators(file: string): Promise<void> {
  const handle = await open(file)
  const { buffer, bytesRead } = await handle
    .read(Buffer.alloc(64 * 1024), 0, 64 * 1024, 0)
    .finally(() => handle.close())
  const [header = ''] = buffer.toString('latin1', 0, bytesRead).split(/[\r\n]/, 1)
  for (const [name, separator] of Object.entries(separators)) {
    if ((header.match(separator)?.length ?? 0) <= (header.match(/,/g)?.length ?? 0)) continue
    throw new Failure(
      'invalid',
      `The columns are separated by ${name}. Save the file with commas between the cells and points in the numbers.`,
    )
  }
}

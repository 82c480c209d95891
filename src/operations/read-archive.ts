// Reads an archive from its first line to its last, and lets nothing pass that is not as it was written.

import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import {
  type Head,
  isDamaged,
  isNoArchive,
  readFoot,
  readHead,
  readTableLine,
  type TableLine,
} from './archive-lines.ts'

/** Whoever takes what is read, in the order of the file. */
export interface Receiver {
  readonly begin: (head: Head) => Promise<void>
  readonly table: (table: TableLine) => Promise<void>
  /** Rows of the last table, as JSON each, some at a time. */
  readonly rows: (lines: readonly string[]) => Promise<void>
}

/** Answers the head. Fails with `invalid` when the end does not confirm what was read: the receiver has to undo it then. */
export async function readArchive(bytes: Readable, receiver: Receiver): Promise<Head> {
  const reader = new Reader(receiver)
  let refused: unknown
  const read = async (chunks: AsyncIterable<Buffer>) => {
    try {
      await readLines(chunks, reader)
    } catch (error) {
      if (!isCutShort(error)) refused = error
      throw error
    }
  }
  try {
    await pipeline(bytes, createGunzip({ chunkSize: 256 * 1024 }), read)
  } catch (error) {
    // The streams may say no more than that they were not read to their end.
    throw inWords(refused ?? error)
  }
  return reader.end()
}

/** Another stream has failed, and knows why. */
function isCutShort(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'ABORT_ERR' || code === 'ERR_STREAM_PREMATURE_CLOSE'
}

function inWords(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error && /^Z_/.test(String(error.code)))) return error
  if (error.code === 'Z_BUF_ERROR') return isDamaged('it ends too early')
  // What is compressed otherwise, or not at all.
  return /header|method/.test(error.message)
    ? isNoArchive('it cannot be decompressed')
    : isDamaged('its bytes make no sense')
}

const newline = 0x0a

/** The last line is held back, because the checksum is of those before it. */
async function readLines(chunks: AsyncIterable<Buffer>, reader: Reader): Promise<void> {
  let kept: Buffer[] = []
  for await (const chunk of chunks) {
    kept.push(chunk)
    // Only a chunk that ends a line lets go of the lines before.
    if (!chunk.includes(newline)) continue
    const all = kept.length === 1 ? chunk : Buffer.concat(kept)
    const last = all.lastIndexOf(newline, all.lastIndexOf(newline) - 1) + 1
    kept = [all.subarray(last)]
    if (last > 0) await reader.take(all.subarray(0, last))
  }
  reader.close(Buffer.concat(kept).toString('utf8'))
}

class Reader {
  readonly #receiver: Receiver
  readonly #hash = createHash('sha256')
  #head: Head | undefined
  #tables: readonly (readonly [name: string, rows: number])[] = []
  /** How many tables have begun. */
  #begun = 0
  /** Rows of the last one that are still to come. */
  #open = 0
  #rows = 0
  #last = ''

  constructor(receiver: Receiver) {
    this.#receiver = receiver
  }

  /** Whole lines. */
  async take(bytes: Buffer): Promise<void> {
    this.#hash.update(bytes)
    const lines = bytes.toString('utf8').split('\n')
    // Behind the last line end.
    lines.pop()
    let at = 0
    while (at < lines.length) {
      if (this.#open > 0) {
        const some = lines.slice(at, at + this.#open)
        await this.#receiver.rows(some)
        this.#open -= some.length
        this.#rows += some.length
        at += some.length
      } else {
        await this.#begin(lines[at] as string)
        at += 1
      }
    }
  }

  async #begin(line: string): Promise<void> {
    if (this.#head === undefined) {
      const head = readHead(line)
      await this.#receiver.begin(head)
      this.#head = head
      this.#tables = Object.entries(head.rows)
      return
    }
    const next = this.#tables[this.#begun]
    if (next === undefined) throw isDamaged('it goes on behind its end')
    const [name, rows] = next
    await this.#receiver.table(readTableLine(line, name))
    this.#begun += 1
    this.#open = rows
  }

  close(last: string): void {
    this.#last = last
  }

  end(): Head {
    if (this.#head === undefined) throw isNoArchive('it does not begin like one')
    if (!this.#last.endsWith('\n') || this.#open > 0 || this.#begun < this.#tables.length) {
      throw isDamaged('it ends too early')
    }
    const foot = readFoot(this.#last)
    if (foot.rows !== this.#rows) throw isDamaged(`it has ${this.#rows} rows and says ${foot.rows}`)
    if (foot.sha256 !== this.#hash.digest('hex')) throw isDamaged('its checksum is another')
    return this.#head
  }
}

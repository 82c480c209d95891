// Lists as parameters of a statement in the binary form of PostgreSQL, which it takes in a third of the time that it needs for
// their text. For statements whose parameters take much of their time; elsewhere text is easier to look at (lists.ts).
//
// An array is its number of dimensions, whether it has nulls, the type of its elements, their number and the index of the first,
// in four bytes each; every element is the number of its bytes, or -1 for null, and the bytes, most significant first.

import type { Amount } from '../engine/amount.ts'
import { withinYears } from '../engine/instant.ts'

/** A type of elements as PostgreSQL knows it. `write` answers how many bytes it wrote. */
interface ElementType<Value> {
  readonly oid: number
  readonly mostBytes: number
  readonly write: (view: DataView, at: number, value: Value) => number
}

/** Whole numbers, as `bigint[]`. */
export const bigints = listsOf<number>({ oid: 20, mostBytes: 8, write: writeWhole })

/** Whole numbers of 32 bits, their sign among them, as `int[]`. */
export const integers = listsOf<number>({
  oid: 23,
  mostBytes: 4,
  write: (view, at, value) => {
    if (value !== (value | 0)) throw new RangeError(`${value} is no integer of 32 bits`)
    view.setInt32(at, value)
    return 4
  },
})

/** As `numeric[]`. */
export const amounts = listsOf<Amount>({ oid: 1700, mostBytes: 16, write: writeAmount })

const twoTo32 = 2 ** 32

// PostgreSQL counts microseconds from here.
const firstInstant = Date.UTC(2000, 0, 1)

/** Epoch milliseconds, as `timestamptz[]`. */
export const instants = listsOf<number>({
  oid: 1184,
  mostBytes: 8,
  // Microseconds of the year 9999 are more than 53 bits.
  write: (view, at, value) => {
    const since = whole(withinYears(value)) - firstInstant
    const high = Math.floor(since / twoTo32)
    const low = (since - high * twoTo32) * 1_000
    const carried = Math.floor(low / twoTo32)
    view.setInt32(at, high * 1_000 + carried)
    view.setUint32(at + 4, low - carried * twoTo32)
    return 8
  },
})

/** 32 hexadecimal digits each, the letters small, as `uuid[]`. */
export const uuids = listsOf<string>({
  oid: 2950,
  mostBytes: 16,
  write: (view, at, value) => {
    if (value.length !== 32) throw new RangeError(`a digest of ${value.length} digits`)
    for (let byte = 0; byte < 16; byte += 1) {
      view.setUint8(at + byte, 16 * digitAt(value, 2 * byte) + digitAt(value, 2 * byte + 1))
    }
    return 16
  },
})

function digitAt(text: string, index: number): number {
  const code = text.charCodeAt(index)
  const digit = code < 58 ? code - 48 : code - 87
  if (digit < 0 || digit > 15) throw new RangeError('a digest has other letters than small digits')
  return digit
}

/** `of` says what is written of each row. */
function listsOf<Value>(type: ElementType<Value>) {
  return <Row>(of: (row: Row) => Value | null) =>
    (rows: readonly Row[]): Buffer => {
      const bytes = Buffer.allocUnsafe(20 + rows.length * (4 + type.mostBytes))
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
      let hasNulls = 0
      let at = 20
      for (const row of rows) {
        const value = of(row)
        if (value === null) {
          hasNulls = 1
          view.setInt32(at, -1)
          at += 4
        } else {
          const written = type.write(view, at + 4, value)
          view.setInt32(at, written)
          at += 4 + written
        }
      }
      view.setInt32(0, 1)
      view.setInt32(4, hasNulls)
      view.setInt32(8, type.oid)
      view.setInt32(12, rows.length)
      view.setInt32(16, 1)
      return bytes.subarray(0, at)
    }
}

// The bytes of anything else would be those of another number.
function whole(value: number): number {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is no exact integer`)
  return value
}

/** Eight bytes. */
function writeWhole(view: DataView, at: number, value: number): number {
  whole(value)
  const high = Math.floor(value / twoTo32)
  view.setInt32(at, high)
  view.setUint32(at + 4, value - high * twoTo32)
  return 8
}

// Digits of PostgreSQL are those of base 10,000, and one of them stands behind the point: what an amount counts in.
const base = 10_000

/** The number of digits, the weight of the first, the sign, the decimals and the digits, two bytes each. */
function writeAmount(view: DataView, at: number, amount: Amount): number {
  const magnitude = Math.abs(whole(amount))
  let units = Math.floor(magnitude / base)
  let before = 0
  for (let rest = units; rest > 0; rest = Math.floor(rest / base)) before += 1
  view.setInt16(at, before + 1)
  view.setInt16(at + 2, before - 1)
  view.setUint16(at + 4, amount < 0 ? 0x4000 : 0)
  view.setInt16(at + 6, 4)
  for (let digit = before; digit > 0; digit -= 1) {
    view.setInt16(at + 6 + 2 * digit, units % base)
    units = Math.floor(units / base)
  }
  view.setInt16(at + 8 + 2 * before, magnitude % base)
  return 10 + 2 * before
}

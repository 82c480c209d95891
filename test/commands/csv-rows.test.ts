// Files as spreadsheets and other systems write them, and the lines they are spoken of by.

import { expect, test } from 'vitest'
import { readCsv } from '../../src/commands/csv-rows.ts'
import type { Row } from '../../src/operations/import-rows.ts'
import { withFile } from '../support/import.ts'

const rowsOf = (content: string | Buffer): Promise<readonly Row[]> =>
  withFile(content, async (file) => {
    const rows: Row[] = []
    for await (const batch of readCsv(file, () => {})) rows.push(...batch)
    return rows
  })

const refusal = (content: string) => rowsOf(content).then(String, (error: Error) => error.message)

test('a row is known by the line it begins on, whatever line ends its cells and neighbours have', async () => {
  const text = 'a,b\r\n1,"x\ny"\n\n2,"""Grüße"", sagt sie"\r\n"3\r\n\r\n",4\n\n\n5,\n6'
  expect(await rowsOf(text)).toEqual([
    { line: 1, cells: ['a', 'b'] },
    { line: 2, cells: ['1', 'x\ny'] },
    { line: 5, cells: ['2', '"Grüße", sagt sie'] },
    { line: 6, cells: ['3\r\n\r\n', '4'] },
    { line: 11, cells: ['5', ''] },
    { line: 12, cells: ['6'] },
  ])
})

test('a byte order mark is no part of the first name, in UTF-8 and in UTF-16', async () => {
  const expected = [
    { line: 1, cells: ['Name', 'b'] },
    { line: 2, cells: ['Äußerst', '2'] },
  ]
  const text = '\uFEFFName,b\nÄußerst,2\n'
  expect(await rowsOf(text)).toEqual(expected)
  expect(await rowsOf(Buffer.from(text, 'utf16le'))).toEqual(expected)
})

test('an empty file has no rows', async () => {
  expect(await rowsOf('')).toEqual([])
  expect(await rowsOf('\n\n')).toEqual([])
})

test('rows come in batches, and the bytes read are told with them', async () => {
  const text = `a,b\n${'1,2\n'.repeat(12_000)}`
  const sizes: number[] = []
  let bytes = 0
  await withFile(text, async (file) => {
    const batches = readCsv(file, (read) => {
      bytes = read
    })
    for await (const batch of batches) sizes.push(batch.length)
  })
  expect(sizes).toEqual([5_000, 5_000, 2_001])
  expect(bytes).toBe(text.length)
})

test('other separators are refused with what to do about it, unless they stand in names', async () => {
  const advice = 'Save the file with commas between the cells and points in the numbers.'
  const semicolons = `The columns are separated by semicolons. ${advice}`
  expect(await refusal('a;b;c\n1;2,5;3\n')).toBe(semicolons)
  expect(await refusal('"a";"b"\r\n"1";"2"\r\n')).toBe(semicolons)
  expect(await refusal('a\tb\n1\t2\n')).toBe(`The columns are separated by tabs. ${advice}`)
  expect(await rowsOf('a,"b;",c\n')).toEqual([{ line: 1, cells: ['a', 'b;', 'c'] }])
})

test('a quote that is not closed, or stands within a cell, is found by its line', async () => {
  const open = 'opens a quote that is not closed. Nothing was imported.'
  const within =
    'has a quote within a cell: write such a cell in quotes, and each quote in it twice. Nothing was imported.'
  expect(await refusal('a,b\n1,"x\ny"\n2,"3\n4,5\n')).toBe(`Line 4 ${open}`)
  expect(await refusal(`a,b\n1,"${'2,3\n'.repeat(300_000)}`)).toBe(`Line 2 ${open}`)
  expect(await refusal('a,b\n1,2" pipe\n')).toBe(`Line 2 ${within}`)
  expect(await refusal('a,b\n1,2\n3,"x"y\n')).toBe(`Line 3 ${within}`)
})

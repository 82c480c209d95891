// What an error of the database says of what was under way, where no test can bring the error about.

import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { isConnectionLost, isUnable } from '../../src/storage/database-errors.ts'

describe('what the server says of a disk that is full or fails', () => {
  const said = (severity: string, code: string) => {
    const error = new pg.DatabaseError('could not write', 0, 'error')
    return Object.assign(error, { severity, code })
  }
  test.each(['53100', '58030'])(
    'means that nothing was done (%s), unless the server went down over it, which may have been after the commit',
    (code) => {
      expect(isUnable(said('ERROR', code))).toBe(true)
      expect(isConnectionLost(said('ERROR', code))).toBe(false)
      expect(isUnable(said('PANIC', code))).toBe(false)
      expect(isConnectionLost(said('PANIC', code))).toBe(true)
    },
  )
  test('means that nothing was done when a connection was never begun', () => {
    expect(isUnable(said('FATAL', '53300'))).toBe(true)
    expect(isConnectionLost(said('FATAL', '53300'))).toBe(false)
  })
})

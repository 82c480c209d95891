// Loaded before the program: its clock is off by so many milliseconds as a file says, which it reads again on SIGUSR2.

import { readFileSync } from 'node:fs'

const RealDate = Date
const read = () => Number(readFileSync(process.env.FAULT_CLOCK, 'utf8'))
let offset = read()
process.on('SIGUSR2', () => {
  offset = read()
})

globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length === 0 ? [RealDate.now() + offset] : given))
  }

  static now() {
    return RealDate.now() + offset
  }
}

// Every screen of the console, for tests that look at all of them.

export interface Screen {
  readonly name: string
  readonly path: string
  /** Who opens it; the administrator unless told. */
  readonly as?: 'member'
  /** What stands there once it is ready. */
  readonly ready: string
  /** One of the six that pictures are taken of. */
  readonly isMain?: true
}

export const screensFor = (customer: number): readonly Screen[] => [
  { name: 'wallets', path: '/wallets', ready: 'table.wallets', isMain: true },
  { name: 'wallet', path: `/wallets/${customer}`, ready: '.movements', isMain: true },
]

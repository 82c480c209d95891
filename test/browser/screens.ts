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
  { name: 'wallet', path: `/wallets/${customer}`, ready: '.movements tbody tr', isMain: true },
  { name: 'try', path: `/wallets/${customer}/try`, ready: '.charge-form', isMain: true },
  { name: 'statement', path: `/wallets/${customer}/statement`, ready: '.sheet' },
  { name: 'reports', path: '/reports', ready: '.report-chart canvas', isMain: true },
  { name: 'lost', path: '/reports?of=breakage&by=plan', ready: '.report-chart canvas' },
  { name: 'plans', path: '/plans', ready: '.RaDatagrid-row' },
  { name: 'plan', path: '/plans/1', ready: '.offers .RaDatagrid-row' },
  { name: 'offer', path: '/plan-offers/1', ready: '.grants tbody tr', isMain: true },
  { name: 'products', path: '/products', ready: '.RaDatagrid-row' },
  { name: 'product offer', path: '/product-offers/1', ready: 'form .MuiFormControl-root' },
  { name: 'rates', path: '/rates', ready: '.RaDatagrid-row' },
  { name: 'resource types', path: '/resource-types', ready: '.RaDatagrid-row' },
  { name: 'health', path: '/health', ready: '.sheet' },
  { name: 'me', path: '/me', as: 'member', ready: '.sheet', isMain: true },
]

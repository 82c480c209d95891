// The records the console has ordinary screens for, and where the API keeps them.

export interface Resource {
  /** What the console calls it in its addresses. */
  readonly name: string
  readonly entity: string
  readonly path: string
}

const resources: readonly Resource[] = [
  { name: 'plans', entity: 'Tariff', path: '/api/billing/tariffs' },
  { name: 'plan-offers', entity: 'TariffBookingCredit', path: '/api/billing/tariffbookingcredits' },
  { name: 'plan-time', entity: 'TariffExtraService', path: '/api/billing/tariffextraservices' },
  { name: 'products', entity: 'Product', path: '/api/billing/products' },
  {
    name: 'product-offers',
    entity: 'ProductBookingCredit',
    path: '/api/billing/productbookingcredits',
  },
  {
    name: 'product-time',
    entity: 'ProductExtraService',
    path: '/api/billing/productextraservices',
  },
  { name: 'rates', entity: 'ExtraService', path: '/api/billing/extraservices' },
  { name: 'resource-types', entity: 'ResourceType', path: '/api/spaces/resourcetypes' },
  { name: 'locations', entity: 'Business', path: '/api/sys/businesses' },
  { name: 'currencies', entity: 'Currency', path: '/api/sys/currencies' },
  { name: 'contracts', entity: 'CoworkerContract', path: '/api/billing/coworkercontracts' },
  { name: 'passes', entity: 'TimePass', path: '/api/billing/timepasses' },
  {
    name: 'event-categories',
    entity: 'CalendarEventCategory',
    path: '/api/content/calendareventcategories',
  },
]

export function resourceNamed(name: string): Resource | undefined {
  return resources.find((one) => one.name === name)
}

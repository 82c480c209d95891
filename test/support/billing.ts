// A location that taxes at 20 %, a customer, and what can be sold to them; for the tests of invoices.

import type { Answer, World } from './world.ts'

export interface Billing {
  readonly location: number
  readonly customer: number
  readonly make: (path: string, body: object) => Promise<number>
  readonly setting: (Name: string, Value: string) => Promise<number>
  readonly product: (Price: number, more?: object) => Promise<number>
  readonly sell: (ProductId: number, more?: object) => Promise<number>
  readonly chargeOnce: (TotalAmount: number, more?: object) => Promise<number>
  readonly plan: (Price: number, more?: object) => Promise<number>
  readonly contract: (TariffId: number, more?: object) => Promise<number>
  readonly pass: (Price: number, more?: object) => Promise<number>
  readonly hold: (TimePassId: number, more?: object) => Promise<number>
  readonly universal: (TotalCredit: number, more?: object) => Promise<number>
  readonly left: (creditId: number) => Promise<number>
  readonly bill: (id?: number, Parameters?: object[]) => Promise<Answer>
  readonly command: (Key: string, id: number, Parameters?: object[]) => Promise<Answer>
  readonly invoices: (customer?: number) => Promise<readonly Row[]>
  readonly lines: (invoiceId: number) => Promise<readonly Row[]>
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into records of every shape
export type Row = any

/** Everything at the location of the example, in pounds; prices are net unless the test says otherwise. */
export async function openBilling(world: World): Promise<Billing> {
  const location = await world.create('/api/sys/businesses', {
    Name: 'Riverside',
    WebAddress: 'riverside',
    CountryId: 1901,
    CurrencyId: 3005,
    SimpleTimeZoneId: 2023,
  })
  const make = (path: string, body: object) => world.create(path, { BusinessId: location, ...body })
  const setting = (Name: string, Value: string) =>
    make('/api/sys/businesssettings', { Name, Value })
  const tax = await make('/api/sys/taxrates', { Name: 'VAT', Rate: 20 })
  await setting('Billing.TaxValue', String(tax))
  const customer = await make('/api/spaces/coworkers', {
    FullName: 'Ada',
    Email: 'ada@example.com',
    CountryId: 1901,
    SimpleTimeZoneId: 2023,
    InvoicingBusinessId: location,
    Businesses: [location],
  })
  const priced = { DisplayOrder: 1, CurrencyId: 3005 }
  const rows = async (url: string) => (await world.ask('GET', url)).body.Records
  return {
    location,
    customer,
    make,
    setting,
    product: (Price, more = {}) =>
      make('/api/billing/products', {
        Name: `Product ${Price}`,
        Description: 'For sale',
        Price,
        ...priced,
        ...more,
      }),
    sell: (ProductId, more = {}) =>
      make('/api/billing/coworkerproducts', {
        CoworkerId: customer,
        ProductId,
        Quantity: 1,
        ...more,
      }),
    chargeOnce: (TotalAmount, more = {}) =>
      make('/api/billing/charges', {
        CoworkerId: customer,
        Description: 'Cleaning',
        Quantity: 1,
        DiscountAmount: 0,
        CreditAmount: 0,
        TotalAmount,
        ...more,
      }),
    plan: (Price, more = {}) =>
      make('/api/billing/tariffs', {
        Name: 'Flex',
        Price,
        CancellationPeriod: 0,
        InvoiceEvery: 1,
        InvoiceEveryWeeks: 0,
        ...priced,
        ...more,
      }),
    contract: (TariffId, more = {}) =>
      make('/api/billing/coworkercontracts', {
        IssuedById: location,
        CoworkerId: customer,
        TariffId,
        BillingDay: 1,
        Quantity: 1,
        ...more,
      }),
    pass: (Price, more = {}) =>
      make('/api/billing/timepasses', { Name: 'Day pass', Price, CurrencyId: 3005, ...more }),
    hold: (TimePassId, more = {}) =>
      make('/api/billing/coworkertimepasses', {
        CoworkerId: customer,
        TimePassId,
        CreateMultiple: 1,
        ...more,
      }),
    universal: (TotalCredit, more = {}) =>
      make('/api/billing/coworkerbookingcredits', {
        CoworkerId: customer,
        TotalCredit,
        IsUniversalCredit: true,
        ...more,
      }),
    left: async (creditId) =>
      (await world.ask('GET', `/api/billing/coworkerbookingcredits/${creditId}`)).body
        .RemainingCredit,
    bill: (id = customer, Parameters = []) =>
      world.ask('POST', '/api/spaces/coworkers/runcommand', {
        body: { Key: 'COWORKER_BILL_RUN', Ids: [id], Parameters },
      }),
    command: (Key, id, Parameters = []) =>
      world.ask('POST', '/api/billing/coworkerinvoices/runcommand', {
        body: { Key, Ids: [id], Parameters },
      }),
    invoices: (id = customer) =>
      rows(`/api/billing/coworkerinvoices?CoworkerInvoice_Coworker=${id}&orderBy=Id&dir=0`),
    lines: (invoiceId) =>
      rows(
        `/api/billing/coworkerinvoicelines?CoworkerInvoiceLine_CoworkerInvoice=${invoiceId}&orderBy=Position&dir=0`,
      ),
  }
}

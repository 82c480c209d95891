// A space with 50,000 customers, one of them with 5,000 movements: far more of everything than a screen can show.

import { customersScript, sequencesScript, spaceScript } from '../../bench/load/space.ts'
import { catalog } from '../../src/entities/catalog.ts'
import { verify } from '../../src/operations/verify.ts'
import { openDatabase, runScript } from '../../src/storage/database.ts'
import { migrate } from '../../src/storage/migrate.ts'

/** The last of them is the one with the long wallet. */
export const customers = 50_000
export const movements = 5_000

export const plans = 60

const creditsEach = 3
const stamps = 'gen_random_uuid(), now(), now()'

// Everybody is on one of the plans; what they are promised next is not due before the test is over.
const catalogueScript = `
insert into tariff (id, business_id, name, price, currency_id, cancellation_period, display_order, invoice_every,
  invoice_every_weeks, unique_id, created_on, updated_on)
select plan, 1, 'Plan ' || plan, 100, 3005, 0, plan, 1, 0, ${stamps} from generate_series(1, ${plans}) plan;
insert into tariff_booking_credit (id, name, tariff_id, cane_be_used_for_bookings, credit, service_renewal_time, unique_id,
  created_on, updated_on)
select plan, 'Monthly credit', plan, true, 100, 0, ${stamps} from generate_series(1, ${plans}) plan;
insert into coworker_contract (id, issued_by_id, coworker_id, tariff_id, start_date, billing_day, quantity, grants_due_on,
  unique_id, created_on, updated_on)
select customer, 1, customer, customer % ${plans} + 1, current_date - 10, 1, 1, current_date + 20, ${stamps}
from generate_series(1, ${customers}) customer;
`

/** Fills an empty data folder for `deskbank serve`, and holds that the service could have written it. */
export async function makeLargeSpace(folder: string): Promise<void> {
  const database = await openDatabase({ engine: 'pglite', folder })
  try {
    await migrate(database)
    const others = { first: 1, last: customers - 1, creditsEach: 1, usesEach: 1 }
    const one = { first: customers, last: customers, creditsEach }
    for (const script of [
      spaceScript,
      customersScript(others),
      customersScript({ ...one, usesEach: movements - creditsEach, usesAfter: customers }),
      catalogueScript,
      sequencesScript,
      'analyze',
    ]) {
      await runScript(database.executor, script)
    }
    const onProgress = () => {}
    const after = customers - 100
    const differences = await verify({ database, catalog }, { repair: false, after, onProgress })
    if (differences.length > 0) throw new Error(differences.map((one) => one.problem).join('\n'))
  } finally {
    await database.close()
  }
}

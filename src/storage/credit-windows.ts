// When the credits that pay a booking can be used.

import { sql } from 'kysely'
import type { Executor } from './database.ts'

/** From when to when a credit can be used, as far as it says so itself, and the contract that may end it. */
interface CreditWindow {
  readonly coworkerId: number
  readonly contractId: number | null
  readonly validFrom: number | null
  readonly expiresAt: number | null
}

/** Those of the credits, of money and time, that pay a booking. */
export async function listWindowsUsed(
  executor: Executor,
  bookingId: number,
): Promise<readonly CreditWindow[]> {
  const window = sql`c.coworker_id as "coworkerId", c.contract_id as "contractId", c.valid_from as "validFrom",
      c.expire_date as "expiresAt"`
  const { rows } = await sql<CreditWindow>`
    select ${window} from coworker_booking_credit_use_history u
    join coworker_booking_credit c on c.coworker_id = u.coworker_id and c.id = u.coworker_booking_credit_id
    where u.booking_id = ${bookingId} and u.settlement_id is not null and u.credit_used > 0
    union all
    select ${window} from coworker_extra_service_use_history u
    join coworker_extra_service c on c.coworker_id = u.coworker_id and c.id = u.coworker_extra_service_id
    where u.booking_id = ${bookingId} and u.settlement_id is not null and u.credit_used > 0`.execute(
    executor,
  )
  return rows
}

// Products that come along with a new booking, each checked like a record of its own (wire, inline children).

import { type Body, change, type RecordValues } from '../entities/change.ts'
import { type FieldError, invalid, invalidField } from '../failure.ts'
import type { Work } from './call.ts'
import { insertNew } from './new-record.ts'
import { referenceErrors } from './references.ts'
import { entityNamed } from './wallet-access.ts'

const mostProducts = 100

/** The products in `BookingProducts` of a body, or every error of all of them, named like `BookingProducts[0].Quantity`. */
export async function readProducts(work: Work, body: Body): Promise<readonly RecordValues[]> {
  const { BookingProducts: list } = body
  if (list === undefined || list === null) return []
  if (!Array.isArray(list) || list.length > mostProducts) {
    throw invalidField('BookingProducts', `must be a list of at most ${mostProducts}`, list)
  }
  const owner = entityNamed(work, 'BookingProduct')
  const errors: FieldError[] = []
  const products: RecordValues[] = []
  for (const [index, item] of list.entries()) {
    const path = `BookingProducts[${index}]`
    if (typeof item !== 'object' || item === null) {
      errors.push({ property: path, message: 'must be a product', attempted: item ?? null })
      continue
    }
    // Which booking it belongs to is known once that is there; until then any id does.
    const given = { ...(item as Body), BookingId: 1 }
    const changed = change(owner, 'create', undefined, given, false)
    const { BookingId: _, ...values } = changed.values
    const found = [
      ...changed.errors,
      ...quantityErrors(values, given),
      ...(await referenceErrors(work, owner, undefined, values, given)),
    ]
    errors.push(...found.map((one) => ({ ...one, property: `${path}.${one.property}` })))
    products.push(values)
  }
  if (errors.length > 0) throw invalid(errors)
  return products
}

/** A booking cannot have less than one of a product. */
export function quantityErrors(
  { Quantity: quantity }: RecordValues,
  body: Body,
): readonly FieldError[] {
  if (typeof quantity !== 'number' || quantity > 0) return []
  const attempted = body.Quantity ?? null
  return [{ property: 'Quantity', message: 'must be greater than zero', attempted }]
}

export async function insertProducts(
  work: Work,
  bookingId: number,
  products: readonly RecordValues[],
): Promise<void> {
  const owner = entityNamed(work, 'BookingProduct')
  for (const values of products) await insertNew(work, owner, { ...values, BookingId: bookingId })
}

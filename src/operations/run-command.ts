// Commands: what clients ask for by key where no verb fits (wire 11).

import type { Amount } from '../engine/amount.ts'
import type { Body } from '../entities/change.ts'
import type { Entity } from '../entities/entity.ts'
import { amountKind, choiceKind, flagKind, idListKind } from '../entities/kinds.ts'
import { asRefusal, Failure, type FieldError } from '../failure.ts'
import { markCancelled } from '../storage/contracts.ts'
import { findRecord } from '../storage/records.ts'
import { requireRole } from './access.ts'
import { auditCommand, auditEdit } from './audit.ts'
import { billCustomer } from './bill-run.ts'
import { unrestrictedReading, type Work } from './call.ts'
import { cancelBooking } from './cancel-booking.ts'
import { chargeBooking } from './charge-booking.ts'
import { creditInvoice } from './credit-note.ts'
import { removeRecord } from './delete-record.ts'
import { holdRecord } from './hold-record.ts'
import { eraseInvoice, refundInvoice, voidInvoice } from './invoice-commands.ts'
import { type Outcome, outcomeOf } from './perform.ts'
import { renewContract } from './renew-contracts.ts'
import { changeRecord } from './save-record.ts'

export interface Command {
  readonly key: string
  readonly name: string
  readonly parameters?: readonly { readonly name: string; readonly type: string }[]
  /** A text that it answers is told to the caller. */
  readonly run: (work: Work, owner: Entity, id: number, parameters: Parameters) => Promise<unknown>
}

/** Values of the parameters of a command by name in lower case. */
type Parameters = ReadonlyMap<string, unknown>

const reasonParameter = 'Cancellation Reason'
const amountParameter = 'Amount{invoiceId}'
const previewParameter = 'Preview'
const returnParameter = 'ReturnCredit'
const sparingParameter = 'DoNotApplyCreditAutomatically'
const noFeeParameter = 'Cancel without applying cancellation fee rules'

const commands: Readonly<Record<string, readonly Command[]>> = {
  Booking: [
    { key: 'CHARGE_BOOKING', name: 'Charge', run: charge },
    {
      key: 'CANCEL_BOOKING',
      name: 'Cancel',
      parameters: [
        { name: reasonParameter, type: 'eBookingCancellationReason' },
        { name: noFeeParameter, type: 'boolean' },
      ],
      run: (work, owner, id, parameters) => cancel(work, owner, id, parameters),
    },
  ],
  Coworker: [
    {
      key: 'COWORKER_BILL_RUN',
      name: 'Bill run',
      parameters: [{ name: sparingParameter, type: 'boolean' }],
      run: bill,
    },
    { key: 'COWORKER_DELETE', name: 'Delete', run: removeRecord },
  ],
  CoworkerInvoice: [
    { key: 'VOID_INVOICE', name: 'Void', run: voidInvoice },
    {
      key: 'COWORKER_INVOICE_CANCEL',
      name: 'Credit',
      parameters: [
        { name: amountParameter, type: 'number' },
        { name: previewParameter, type: 'boolean' },
        { name: sparingParameter, type: 'boolean' },
        { name: returnParameter, type: 'boolean' },
      ],
      run: (work, owner, id, parameters) =>
        creditInvoice(work, owner, id, {
          ...moneyOptions(parameters, id),
          isNotApplied: flagIn(parameters, sparingParameter),
        }),
    },
    {
      key: 'COWORKER_INVOICE_REFUND',
      name: 'Refund',
      parameters: [
        { name: amountParameter, type: 'number' },
        { name: previewParameter, type: 'boolean' },
        { name: 'ePaymentProvider0', type: 'string' },
        { name: returnParameter, type: 'boolean' },
      ],
      run: (work, owner, id, parameters) =>
        refundInvoice(work, owner, id, moneyOptions(parameters, id)),
    },
    { key: 'COWORKER_INVOICE_DELETE', name: 'Delete', run: eraseInvoice },
  ],
  CoworkerContract: [
    { key: 'CANCEL_CONTRACT', name: 'Cancel', run: cancelContract },
    { key: 'DELETE_CONTRACT', name: 'Delete', run: removeRecord },
  ],
}

/** Held as the caller sees it first: a booking of somebody else's location is none of theirs to charge. */
async function charge(work: Work, owner: Entity, id: number): Promise<void> {
  const booking = await holdRecord(work, owner, id, {})
  await chargeBooking(work, booking.Id as number)
}

/** The reason and the waiver of the fee are optional; neither is 0 and false. */
async function cancel(
  work: Work,
  owner: Entity,
  id: number,
  parameters: Parameters,
): Promise<void> {
  const reason = choiceKind('eBookingCancellationReason').parse(
    parameters.get(reasonParameter.toLowerCase()) ?? 0,
  )
  const waivesFee = flagIn(parameters, noFeeParameter)
  if (!('value' in reason))
    throw refused(reasonParameter, reason.problem, parameters.get(reasonParameter.toLowerCase()))
  const booking = await holdRecord(work, owner, id, {})
  await cancelBooking(work, booking.Id as number, {
    reason: reason.value as number,
    waivesFee,
  })
}

/** Staff may leave the credit of the customer alone (domain H11). */
async function bill(work: Work, owner: Entity, id: number, parameters: Parameters): Promise<void> {
  await billCustomer(work, owner, id, { sparesCredit: flagIn(parameters, sparingParameter) })
}

/** `Amount12` says how much of invoice 12, with tax; `ReturnCredit` gives universal credit back as well (domain S11). */
function moneyOptions(parameters: Parameters, id: number) {
  const given = parameters.get(`amount${id}`) ?? parameters.get('amount')
  const isGiven = given !== undefined && given !== null && given !== ''
  const parsed = isGiven ? amountKind.parse(given) : { value: undefined }
  if (!('value' in parsed)) throw refused(`Amount${id}`, parsed.problem, given)
  return {
    amount: parsed.value as Amount | undefined,
    isPreview: flagIn(parameters, previewParameter),
    returnsCredit: flagIn(parameters, returnParameter),
  }
}

/** A parameter that is true or false; false without it. */
function flagIn(parameters: Parameters, name: string): boolean {
  const given = parameters.get(name.toLowerCase()) ?? false
  const parsed = flagKind.parse(given)
  if (!('value' in parsed)) throw refused(name, parsed.problem, given)
  return parsed.value === true
}

/** Without a date of its own, a cancellation takes effect now (design 5). */
async function cancelContract(work: Work, owner: Entity, id: number): Promise<void> {
  await changeRecord(work, owner, 'merge', id, {})
  const read = () => findRecord(work.executor, unrestrictedReading(work, owner), id)
  const before = await read()
  const coworkerId = await markCancelled(work.executor, id, work.now)
  const after = await read()
  if (before && after) await auditEdit(work, owner, id, before, after)
  await renewContract(work, { id, coworkerId })
}

/** The descriptors of the commands that a collection has, as discovery answers them. */
export function commandsOf(owner: Entity): readonly Readonly<Record<string, unknown>>[] {
  return (commands[owner.name] ?? []).map((command, index) => ({
    Key: command.key,
    Name: command.name,
    AppliesOnlyToMultipleEntities: false,
    AppliesOnlyToOneEntity: false,
    AppliesOnlyToTwoEntities: false,
    DisplayInDropdown: true,
    DisplayInDropdownV2: true,
    DisplayInGrid: true,
    Icon: null,
    NeedsEntitiesToRun: true,
    Order: index + 1,
    RequiresParameters: (command.parameters ?? []).map(({ name, type }) => ({
      Name: name,
      Type: type,
    })),
  }))
}

/** Runs one command on each of the ids, or on none of them. Refusals answer 200 with `WasSuccessful` false. */
export async function runCommand(work: Work, owner: Entity, body: Body): Promise<Outcome> {
  requireRole(work.actor, owner, ['Update', 'Edit'])
  const known = commands[owner.name] ?? []
  const key = nameIn(body.Key)
  const command = known.find((one) => one.key.toLowerCase() === key)
  if (!command) throw refused('Key', unknownKey(owner, known), body.Key)
  const ids = idListKind.parse(body.Ids)
  if (!('value' in ids) || (ids.value as readonly number[]).length === 0) {
    throw refused('Ids', 'must be a list of ids such as [1]', body.Ids)
  }
  const notes = ['The command was run correctly.']
  try {
    for (const id of ids.value as readonly number[]) {
      // Said first, because a command may be the end of its record.
      await auditCommand(work, owner, id, command.key)
      const note = await command.run(work, owner, id, parametersIn(body))
      if (typeof note === 'string') notes.push(note)
    }
  } catch (error) {
    throw asRefusal(error, ['invalid', 'not-found'])
  }
  return outcomeOf(work, notes.join(' '))
}

function nameIn(key: unknown): string {
  return typeof key === 'string' ? key.trim().toLowerCase() : ''
}

function parametersIn(body: Body): Parameters {
  const list = Array.isArray(body.Parameters) ? body.Parameters : []
  return new Map(
    list.flatMap((item: unknown) =>
      typeof item === 'object' && item !== null && 'Name' in item
        ? [[nameIn(item.Name), 'Value' in item ? item.Value : undefined] as const]
        : [],
    ),
  )
}

function unknownKey(owner: Entity, known: readonly Command[]): string {
  const keys = known.map((command) => command.key).join(', ')
  return keys === ''
    ? `${owner.plural} have no commands`
    : `is no command of ${owner.plural}; they have ${keys}`
}

function refused(property: string, message: string, attempted: unknown): Failure {
  const error: FieldError = { property, message, attempted: attempted ?? null }
  return new Failure('refused', `${property}: ${message}`, { errors: [error] })
}

// What a kind of record is: a value that everything else follows from. No hooks, no life cycle.

import {
  alwaysNull,
  delta,
  derived,
  type Field,
  flag,
  guid,
  instant,
  integer,
  name,
  text,
} from './field.ts'
import { idListKind } from './kinds.ts'

export type Group =
  | 'apps'
  | 'billing'
  | 'collaboration'
  | 'community'
  | 'content'
  | 'crm'
  | 'security'
  | 'spaces'
  | 'support'
  | 'sys'
  | 'utils'

/** Published groups; the group segment of a path is not checked further (wire X16). */
export const groups: readonly Group[] = [
  'apps',
  'billing',
  'collaboration',
  'community',
  'content',
  'crm',
  'security',
  'spaces',
  'support',
  'sys',
  'utils',
]

export type Operation = 'list' | 'get' | 'create' | 'update' | 'delete'

export const everything: readonly Operation[] = ['list', 'get', 'create', 'update', 'delete']
export const noDelete: readonly Operation[] = ['list', 'get', 'create', 'update']
export const readOnly: readonly Operation[] = ['list', 'get']

/** One instant must come before another. */
export interface InstantOrder {
  readonly earlier: string
  readonly later: string
  readonly message: string
}

export interface EntityDefinition {
  readonly name: string
  readonly plural: string
  readonly group: Group
  /** A sentence for people. */
  readonly description: string
  readonly operations: readonly Operation[]
  readonly fields: Readonly<Record<string, Field>>
  /** The field that names a record in messages and `ToStringText`; `#<Id>` without one. */
  readonly label?: string
  /**
   * Where the record belongs, for users of certain locations: a reference to Business, a path to one, or a list of
   * them. Records of entities without it belong to everybody.
   */
  readonly location?: string
  /** Shown when the customer at the end of this path belongs to a location of the user, whoever issued it. */
  readonly visibleThrough?: string
  readonly instantOrders?: readonly InstantOrder[]
  /** Kept in the wallet of a customer: the key is (coworker_id, id), and deleted rows stay for their history. */
  readonly wallet?: {
    /** Columns beside the fields: the owner when no field is, and what the ledger knows. */
    readonly columns?: Readonly<Record<string, string>>
    readonly retained?: boolean
  }
  /** Records of other kinds that a POST may bring along, by member. */
  readonly inlineChildren?: Readonly<Record<string, string>>
  /** Columns that never travel, such as a password hash. */
  readonly internalColumns?: Readonly<Record<string, string>>
  /** A filter without which a list is refused (wire 6.5). */
  readonly requiredFilter?: string
  /** Only full administrators may create it. */
  readonly createdByFullAdministrators?: boolean
  /** Only full administrators may create, change or delete it. */
  readonly changedByFullAdministrators?: boolean
  /** Where the name would be a reserved word of SQL. */
  readonly table?: string
}

export interface Entity extends EntityDefinition {
  /** The last segment of its path, in lower case. */
  readonly collection: string
  readonly path: string
  readonly table: string
}

const baseFields: Readonly<Record<string, Field>> = {
  Id: integer({
    access: 'never',
    nullable: false,
    description: 'Primary key. Required in the body of a PUT.',
  }),
  UniqueId: guid({ access: 'never', nullable: false, description: 'GUID of the record.' }),
  CreatedOn: instant({ access: 'never', nullable: false, description: 'UTC.' }),
  UpdatedOn: instant({ access: 'never', nullable: false, description: 'UTC.' }),
  UpdatedBy: text({ access: 'never', description: 'Email of the user who saved it last.' }),
  IsNew: derived(flag({ description: 'Always false.' })),
  SystemId: name({ whenOmitted: 'kept', description: 'Identifier in another system.' }),
  ToStringText: derived(text({ description: 'Label for display.' })),
  LocalizationDetails: alwaysNull({ description: 'Always null.' }),
  CustomFields: alwaysNull({ description: 'Always null.' }),
}

/** Completes a definition with the members every record has, its path and its table. */
export function entity(definition: EntityDefinition): Entity {
  const collection = definition.plural.toLowerCase()
  return {
    ...definition,
    fields: { ...withDeltas(definition.fields), ...baseFields },
    collection,
    path: `/api/${definition.group}/${collection}`,
    table: definition.table ?? snakeCase(definition.name),
  }
}

function withDeltas(fields: EntityDefinition['fields']): Record<string, Field> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) =>
      isList(field)
        ? [
            [name, field],
            [`Added${name}`, delta(name, 'added', field)],
            [`Removed${name}`, delta(name, 'removed', field)],
          ]
        : [[name, field]],
    ),
  )
}

/** A list of ids that callers may set; each has its `Added…` and `Removed…` members. */
export function isList(field: Field): boolean {
  return (
    field.kind === idListKind && (field.source.from === 'column' || field.source.from === 'inverse')
  )
}

/** `CoworkerBookingCreditId` is stored as `coworker_booking_credit_id`. */
export function snakeCase(name: string): string {
  const known = snakeCases.get(name)
  if (known !== undefined) return known
  const made = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
  snakeCases.set(name, made)
  return made
}

// Names come from the catalog, so there are only so many; every row that is written asks for all of its own.
const snakeCases = new Map<string, string>()

export function fieldOf(owner: Entity, name: string): Field {
  const field = owner.fields[name]
  if (!field) throw new Error(`${owner.name} has no field ${name}`)
  return field
}

/** The role that an operation needs, such as `CoworkerBookingCredit-Edit` (wire 4.4). */
export function roleFor(
  owner: Entity,
  verb: 'List' | 'Read' | 'Create' | 'Edit' | 'Delete' | 'Update',
) {
  return `${owner.name}-${verb}`
}

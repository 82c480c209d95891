// What an entity is made of. A field is a value: its kind, where its value comes from, and who may set it.

import {
  amountKind,
  choiceKind,
  coordinateKind,
  emptyKind,
  flagKind,
  guidKind,
  idListKind,
  instantKind,
  integerKind,
  type Kind,
  limitKind,
  localTimeKind,
  nameKind,
  textKind,
  textListKind,
  type Value,
} from './kinds.ts'

/** Where the value of a field comes from. */
export type Source =
  /** A column of the entity's own table. */
  | { readonly from: 'column' }
  /** A field of a referenced record, such as `Business.Currency.Code`; never stored twice. */
  | { readonly from: 'joined'; readonly path: string }
  /** Worked out by the database; the expression stands in `storage/derived`. */
  | { readonly from: 'derived' }
  /** The other end of a list, such as `Team.TeamMembers`. */
  | { readonly from: 'inverse'; readonly entity: string; readonly list: string }
  /** Filled by systems that do not exist here: always empty. */
  | { readonly from: 'nowhere' }
  /** An instruction that is carried out, or handed over, and reads back as null. */
  | { readonly from: 'instruction' }
  /** Ids to add to or remove from a list of the same record; reads back as null (wire 9.4). */
  | { readonly from: 'delta'; readonly of: string; readonly sign: 'added' | 'removed' }

/** When a caller may set a field. */
export type Access = 'always' | 'on create' | 'on update' | 'never'

export interface Field {
  readonly kind: Kind
  readonly source: Source
  readonly access: Access
  readonly nullable: boolean
  readonly required: boolean
  /** False for members that list rows leave out (wire 6.4). */
  readonly inRows: boolean
  /** The entity that the id, or each id of the list, belongs to. */
  readonly reference: string | undefined
  /** Stored without a foreign key: what it names may go away, or does not exist here. */
  readonly loose: boolean
  /** Zero and less are refused. */
  readonly positive: boolean
  /** Less than zero is refused. */
  readonly notNegative: boolean
  /** Only the ledger writes the column after the record is created. */
  readonly ledger: boolean
  /** What an omitted member means to a PUT: cleared, left as it was, or worked out anew. */
  readonly whenOmitted: 'cleared' | 'kept' | 'computed'
  /** What an omitted member means to a POST, where that is not its unset value. */
  readonly initially: Value | undefined
  /** Everybody else's value is passed over. */
  readonly byFullAdministrators: boolean
  /** The name of its filter behind the entity's, where it does not follow from the field's (wire 7). */
  readonly filter: string | undefined
  readonly description: string | undefined
}

export type Options = Partial<Omit<Field, 'kind' | 'source'>>

function column(kind: Kind, options: Options, nullable: boolean): Field {
  return {
    kind,
    source: { from: 'column' },
    access: 'always',
    nullable: options.required ? false : nullable,
    required: false,
    inRows: true,
    reference: undefined,
    loose: false,
    positive: false,
    notNegative: false,
    ledger: false,
    whenOmitted: 'cleared',
    initially: undefined,
    byFullAdministrators: false,
    filter: undefined,
    description: undefined,
    ...options,
  }
}

export const text = (options: Options = {}): Field => column(textKind, options, true)
/** Text that records are found by, of limited length. */
export const name = (options: Options = {}): Field => column(nameKind, options, true)
export const guid = (options: Options = {}): Field => column(guidKind, options, true)
export const integer = (options: Options = {}): Field => column(integerKind, options, true)
export const amount = (options: Options = {}): Field => column(amountKind, options, true)
export const limit = (options: Options = {}): Field => column(limitKind, options, true)
export const coordinate = (options: Options = {}): Field => column(coordinateKind, options, true)
export const instant = (options: Options = {}): Field => column(instantKind, options, true)
export const flag = (options: Options = {}): Field => column(flagKind, options, false)
export const textList = (options: Options = {}): Field => column(textListKind, options, false)

/** A number of a documented list, such as `eTimeSpanWeekMonth`; 0 while unset unless it may be null. */
export const choice = (enumName: string, options: Options = {}): Field =>
  column(choiceKind(enumName), options, false)

/** The id of another record. */
export const reference = (entity: string, options: Options = {}): Field =>
  column(integerKind, { ...options, reference: entity }, true)

/** A list of ids; `Added…` and `Removed…` members come with it (wire 9.4). Rows leave lists out. */
export const list = (entity: string, options: Options = {}): Field =>
  column(idListKind, { inRows: false, ...options, reference: entity }, false)

/** The other end of a list of another entity, read and written through it. */
export const inverseList = (entity: string, listName: string, options: Options = {}): Field => ({
  ...list(entity, options),
  source: { from: 'inverse', entity, list: listName },
})

/** A read-only copy of a field of a referenced record; its kind is that of the field at the end of the path. */
export const joined = (path: string, options: Options = {}): Field => ({
  ...column(emptyKind, { access: 'never', ...options }, true),
  source: { from: 'joined', path },
})

/** A read-only figure that the database works out when it is read. */
export const derived = (field: Field): Field => ({
  ...field,
  access: field.access === 'on create' ? 'on create' : 'never',
  source: { from: 'derived' },
})

/** A read-only figure of a system that does not exist here. */
export const nowhere = (field: Field): Field => ({
  ...field,
  access: 'never',
  source: { from: 'nowhere' },
})

/** A member that is accepted and never answered. */
export const instruction = (field: Field): Field => ({
  ...field,
  nullable: true,
  source: { from: 'instruction' },
})

/** The `Added…` or `Removed…` member that comes with a list. */
export const delta = (of: string, sign: 'added' | 'removed', listed: Field): Field => ({
  ...listed,
  nullable: true,
  required: false,
  source: { from: 'delta', of, sign },
  description: `Ids to ${sign === 'added' ? 'add to' : 'remove from'} ${of}. Null in answers.`,
})

/** A derived time in the zone of the location. */
export const localTime = (options: Options = {}): Field =>
  derived(column(localTimeKind, options, true))

/** A member that is null in every record. */
export const alwaysNull = (options: Options = {}): Field =>
  nowhere(column(emptyKind, options, true))

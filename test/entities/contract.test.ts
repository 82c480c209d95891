// The catalog against the documented contract of the API it is compatible with. Every difference stands in one table.

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { catalog } from '../../src/entities/catalog.ts'
import { type Entity, fieldOf } from '../../src/entities/entity.ts'
import { allEnums, enumNamed } from '../../src/entities/enums.ts'
import type { Access } from '../../src/entities/field.ts'
import { filtersOf } from '../../src/entities/filters.ts'
import { rowFields } from '../../src/entities/json.ts'
import type { Kind } from '../../src/entities/kinds.ts'
import { kindOf } from '../../src/entities/path.ts'

/** What is documented about one member. A fact that is false or unknown is left out. */
interface ContractField {
  readonly name: string
  readonly type: string
  readonly reference?: string
  readonly enum?: string
  readonly nullable?: boolean
  readonly readOnly?: boolean
  readonly writeOnly?: boolean
  readonly requiredOnCreate?: boolean
  readonly requiredOnUpdate?: boolean
  readonly creatable?: boolean
  readonly updatable?: boolean
  readonly inListResponse?: boolean
  /** The comparison of every query parameter. */
  readonly filters?: Readonly<Record<string, string>>
}

interface ContractEntity {
  readonly name: string
  readonly plural: string
  readonly path: string
  readonly operations: readonly string[]
  readonly requiredListFilters?: readonly string[]
  readonly fields: readonly ContractField[]
}

const contract: {
  readonly enums: Readonly<Record<string, Readonly<Record<string, number | null>>>>
  readonly entities: readonly ContractEntity[]
} = JSON.parse(readFileSync(new URL('contract.json', import.meta.url), 'utf8'))

interface Deviation {
  /** Matches `Entity` or `Entity.Member`. */
  readonly of: RegExp
  readonly facts: readonly string[]
  readonly because: string
}

const deviations: readonly Deviation[] = [
  {
    of: /^\w+\.\w+Local$/,
    facts: ['readOnly', 'creatable', 'updatable'],
    because: 'the time of the location follows from the instant in UTC; one truth is written',
  },
  {
    of: /^CancelledBooking\.\w+$/,
    facts: ['readOnly', 'creatable', 'updatable', 'requiredOnCreate', 'requiredOnUpdate'],
    because: 'only the service writes the record of a cancellation, and offers no POST or PUT',
  },
  {
    of: /^Business$/,
    facts: ['operations'],
    because: 'a first location has to come from somewhere: full administrators may POST one',
  },
  {
    of: /^Business\.\w+$/,
    facts: ['creatable', 'requiredOnCreate'],
    because: 'what a PUT takes and needs, the added POST takes and needs too',
  },
  {
    of: /^Business\.RootLocationId$/,
    facts: ['readOnly', 'updatable'],
    because: 'full administrators hang a location below another',
  },
  {
    of: /^CoworkerInvoice(Line)?\.SystemId$/,
    facts: ['creatable'],
    because: 'neither invoices nor lines offer POST',
  },
  {
    of: /^CoworkerTimePass\.UsedDate$/,
    facts: ['readOnly', 'creatable', 'updatable'],
    because: 'clients send it with Used to mark a pass as used',
  },
  {
    of: /^Booking\.CoworkerExtraServicePrice$/,
    facts: ['readOnly', 'creatable', 'updatable'],
    because: 'the price is the sum of the charges posted for the booking',
  },
  {
    of: /^Booking$/,
    facts: ['members'],
    because: 'the days from Tuesday to Sunday are documented in one line with RepeatOnMondays',
  },
  {
    of: /^ExtraService\.ResourceTypeNames$/,
    facts: ['readOnly', 'creatable', 'updatable'],
    because: 'the names are those of the resource types',
  },
  {
    of: /^Coworker\.TariffId$/,
    facts: ['nullable'],
    because: 'a customer without a contract has no plan',
  },
  {
    of: /^User\.(AccessToken|PasswordSalt)$/,
    facts: ['readOnly', 'creatable', 'updatable'],
    because: 'secrets of a login are neither taken nor answered',
  },
  {
    of: /^(User\.NewPassword|(Product|Team)\.(New|Clear)\w+)$/,
    facts: ['filters'],
    because: 'an instruction is carried out and not stored, so there is nothing to find by it',
  },
  {
    of: /^(Tariff|Product)ExtraService\.ExtraService(ChargePeriod|IsBookingCredit|IsPrintingCredit)$/,
    facts: ['type'],
    because: 'the record has the number or the boolean of the rate where the documents print text',
  },
  {
    of: /^\w+\.\w+CoworkerType$/,
    facts: ['type'],
    because: 'a copy of Coworker.CoworkerType is the number that the customer has',
  },
  {
    of: /^UserRole$/,
    facts: ['documented'],
    because: 'users are given roles through it; the documents only name its ids',
  },
  {
    of: /^CancellationFeeType$/,
    facts: ['members'],
    because: 'the names are published without numbers',
  },
  {
    of: /^eCreditType$/,
    facts: ['members'],
    because: 'no source has such a list: four booleans say what a credit pays',
  },
]

interface Difference {
  readonly of: string
  readonly fact: string
  readonly contract: unknown
  readonly ours: unknown
}

function differences(of: string, documented: object, ours: object): Difference[] {
  const theirs = Object.entries(documented)
  const our = new Map(Object.entries(ours))
  return theirs
    .filter(([fact, value]) => JSON.stringify(value) !== JSON.stringify(our.get(fact)))
    .map(([fact, value]) => ({ of, fact, contract: value, ours: our.get(fact) }))
}

function explains(row: Deviation, difference: Difference): boolean {
  return row.of.test(difference.of) && row.facts.includes(difference.fact)
}

function unexplained(found: readonly Difference[]): readonly Difference[] {
  return found.filter((difference) => !deviations.some((row) => explains(row, difference)))
}

function entityNamed(name: string): Entity {
  const owner = catalog.named(name)
  if (!owner) throw new Error(`the catalog has no ${name}`)
  return owner
}

function contractOf(name: string): ContractEntity {
  const found = contract.entities.find((one) => one.name === name)
  if (!found) throw new Error(`the contract has no ${name}`)
  return found
}

function entityDifferences(name: string): Difference[] {
  const documented = contractOf(name)
  const owner = entityNamed(name)
  return differences(
    name,
    {
      plural: documented.plural,
      path: documented.path,
      operations: documented.operations.filter((operation) => operation !== 'batchGet'),
      requiredFilter: documented.requiredListFilters?.[0],
      members: documented.fields.map((field) => field.name).sort(),
    },
    { ...owner, members: Object.keys(owner.fields).sort() },
  )
}

function memberDifferences(name: string): Difference[] {
  const owner = entityNamed(name)
  const rows = rowFields(owner)
  return contractOf(name)
    .fields.filter((field) => owner.fields[field.name])
    .flatMap((field) =>
      differences(
        `${name}.${field.name}`,
        {
          type: field.type,
          reference: field.reference,
          enum: field.enum,
          nullable: field.nullable ?? false,
          readOnly: field.readOnly ?? false,
          writeOnly: field.writeOnly ?? false,
          creatable: field.creatable ?? false,
          updatable: field.updatable ?? false,
          requiredOnCreate: field.requiredOnCreate ?? false,
          requiredOnUpdate: field.requiredOnUpdate ?? false,
          filters: field.filters ?? {},
          ...(field.inListResponse === undefined ? {} : { inRows: field.inListResponse }),
        },
        {
          ...factsOf(owner, field.name),
          filters: filtersNamed(owner, field),
          inRows: rows.includes(field.name),
        },
      ),
    )
}

function factsOf(owner: Entity, name: string) {
  const field = fieldOf(owner, name)
  const kind = kindOf(catalog, owner, name)
  const settable = (operation: 'create' | 'update', accesses: readonly Access[]) =>
    owner.operations.includes(operation) && accesses.includes(field.access)
  const creatable = settable('create', ['always', 'on create'])
  const updatable = settable('update', ['always', 'on update'])
  return {
    type: typeOf(kind),
    reference: field.reference,
    enum: field.source.from === 'joined' ? undefined : enumNamed(kind.name)?.name,
    nullable: field.nullable,
    readOnly: !creatable && !updatable,
    writeOnly: field.source.from === 'instruction' || field.source.from === 'delta',
    creatable,
    updatable,
    requiredOnCreate: creatable && field.required,
    requiredOnUpdate:
      (updatable && field.required) || (name === 'Id' && owner.operations.includes('update')),
  }
}

const types: Readonly<Record<string, string>> = {
  text: 'string',
  guid: 'guid',
  integer: 'integer',
  amount: 'number',
  limit: 'number',
  coordinate: 'number',
  flag: 'boolean',
  instant: 'datetime',
  'local time': 'datetime',
  'list of ids': 'integer[]',
  empty: 'any',
}

const typeOf = (kind: Kind) => (enumNamed(kind.name) ? 'integer' : types[kind.name])

/** Of the documented parameters of a member, those that exist, spelt the same and about that member. */
function filtersNamed(owner: Entity, field: ContractField): Readonly<Record<string, string>> {
  const filters = filtersOf(catalog, owner)
  return Object.fromEntries(
    Object.keys(field.filters ?? {}).flatMap((parameter) => {
      const filter = filters.get(parameter.toLowerCase())
      return filter?.parameter === parameter && filter.field === field.name
        ? [[parameter, filter.comparison]]
        : []
    }),
  )
}

function undocumented(): Difference[] {
  return catalog.entities
    .filter((owner) => !contract.entities.some((one) => one.name === owner.name))
    .map((owner) => ({ of: owner.name, fact: 'documented', contract: false, ours: true }))
}

function enumDifferences(): Difference[] {
  const ours = Object.fromEntries(
    allEnums().map((one) => [
      one.name,
      Object.fromEntries(one.members.map((member) => [member.name, member.value])),
    ]),
  )
  return [...new Set([...Object.keys(contract.enums), ...Object.keys(ours)])].flatMap((name) =>
    differences(name, { members: contract.enums[name] ?? null }, { members: ours[name] }),
  )
}

const names = contract.entities.map((one) => one.name)

describe.each(names)('%s', (name) => {
  test('has the documented path, operations and members', () => {
    expect(unexplained(entityDifferences(name))).toEqual([])
  })
  test('has members of the documented type, access, requirement, projection and filters', () => {
    expect(unexplained(memberDifferences(name))).toEqual([])
  })
  test('leaves lists out of list rows', () => {
    const owner = entityNamed(name)
    const lists = rowFields(owner).filter((member) =>
      kindOf(catalog, owner, member).column.endsWith('[]'),
    )
    expect(lists).toEqual([])
  })
})

test('the catalog holds no kind of record that is not documented', () => {
  expect(unexplained(undocumented())).toEqual([])
})

test('every named list has the documented members', () => {
  expect(unexplained(enumDifferences())).toEqual([])
})

test('every row of the table of deviations still explains a difference in each of its facts', () => {
  const all = [
    ...names.flatMap((name) => [...entityDifferences(name), ...memberDifferences(name)]),
    ...undocumented(),
    ...enumDifferences(),
  ]
  const idle = deviations.flatMap((row) =>
    row.facts
      .filter((fact) => !all.some((found) => found.fact === fact && row.of.test(found.of)))
      .map((fact) => `${row.of} ${fact}`),
  )
  expect(idle).toEqual([])
})

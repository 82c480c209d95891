// Believable records of every kind, made from the definitions: members filled, references followed.

import { change } from '../../src/entities/change.ts'
import type { Entity } from '../../src/entities/entity.ts'
import { enumNamed } from '../../src/entities/enums.ts'
import type { Access, Field } from '../../src/entities/field.ts'
import type { Value } from '../../src/entities/kinds.ts'
import { serviceActor, type Work } from '../../src/operations/call.ts'
import { insertNew } from '../../src/operations/new-record.ts'
import { updateRecord } from '../../src/storage/records.ts'
import type { World } from './world.ts'

export type Body = Record<string, unknown>

const lookups: Readonly<Record<string, number>> = {
  Country: 1901,
  Currency: 3005,
  SimpleTimeZone: 2023,
}

/** Members whose value is bound by more than its kind. */
const fixed: Readonly<Record<string, unknown>> = {
  CreateMultiple: 1,
  Roles: ['Coworker-Read'],
  // Enough for all the uses that tests post.
  TotalCredit: 1_000_000,
  TotalUses: 1_000_000,
}

/** What a record must be for others to name it, beyond what it must have. */
const nameable: Readonly<Record<string, Body>> = { ExtraService: { IsBookingCredit: true } }

// So far ahead that nothing falls due.
const firstInstant = Date.parse('2090-05-01T09:00:00Z')
const minute = 60_000

export class Samples {
  private readonly world: Pick<World, 'service' | 'create'>
  private readonly made = new Map<string, number>()
  private serial = 0

  constructor(world: Pick<World, 'service' | 'create'>) {
    this.world = world
  }

  /** A record of the entity to refer to; made once. */
  async id(name: string, which: 'first' | 'second' = 'first'): Promise<number> {
    const key = `${which} ${name}`
    const known = (which === 'first' ? lookups[name] : undefined) ?? this.made.get(key)
    if (known !== undefined) return known
    const id = await this.make(name)
    this.made.set(key, id)
    return id
  }

  /** A new record of the entity with the members it must have, and those that others need to name it. */
  async make(name: string): Promise<number> {
    const owner = this.entity(name)
    return owner.operations.includes('create')
      ? this.world.create(owner.path, { ...(await this.body(owner)), ...nameable[name] })
      : this.insert(owner)
  }

  /** The smallest body that a POST or a PUT of the entity takes. */
  body(owner: Entity): Promise<Body> {
    return this.bodyOf(owner, (field) => field.required)
  }

  /** Every member that callers may set at this moment, each with a value of its own. */
  fullBody(owner: Entity, accesses: readonly Access[]): Promise<Body> {
    return this.bodyOf(
      owner,
      (field) => accesses.includes(field.access) && field.source.from !== 'delta',
    )
  }

  private async bodyOf(owner: Entity, isWanted: (field: Field) => boolean): Promise<Body> {
    const body: Body = {}
    for (const [name, field] of Object.entries(owner.fields)) {
      if (isWanted(field)) body[name] = await this.value(name, field)
    }
    for (const { earlier, later } of owner.instantOrders ?? []) {
      if (body[earlier] && body[later]) body[later] = instant(body[earlier], 120)
    }
    return body
  }

  /** A value that the field takes, unlike that of its neighbours. */
  async value(name: string, field: Field): Promise<unknown> {
    this.serial += 1
    const { serial } = this
    if (fixed[name] !== undefined) return fixed[name]
    if (field.kind.column === 'bigint[]') return this.references(field)
    if (field.reference !== undefined) return this.reference(field)
    if (name === 'Email') return `sample${serial}@example.com`
    if (enumNamed(field.kind.name)) return memberOf(field.kind.name, serial)
    switch (field.kind.name) {
      case 'text':
        return `${name} ${serial}`
      case 'guid':
        return `00000000-0000-4000-8000-${String(serial).padStart(12, '0')}`
      case 'flag':
        return true
      case 'instant':
        return instant(firstInstant, serial % 50)
      case 'integer':
        // Also a day of a month.
        return 1 + (serial % 28)
      default:
        return (serial % 80) + 0.25
    }
  }

  private async references(field: Field): Promise<readonly number[]> {
    const target = this.world.service.catalog.named(field.reference ?? '')
    return target ? [await this.id(target.name), await this.id(target.name, 'second')] : [1, 2]
  }

  private async reference(field: Field): Promise<number> {
    const target = this.world.service.catalog.named(field.reference ?? '')
    return target ? this.id(target.name) : 1
  }

  entity(name: string): Entity {
    const owner = this.world.service.catalog.named(name)
    if (!owner) throw new Error(`no entity ${name}`)
    return owner
  }

  /** Sets every member of a record that has a column, whoever may write it, but for what the ledger moves. */
  async fill(owner: Entity, id: number): Promise<void> {
    const values = await this.values(
      owner,
      (name, field) => field.source.from === 'column' && !field.ledger && !(name in everyRecord),
    )
    if (Object.keys(values).length === 0) return
    await this.world.service.database.transaction((executor) =>
      updateRecord(executor, owner, id, values),
    )
  }

  // Records that only the service writes, such as invoices.
  private async insert(owner: Entity): Promise<number> {
    const given = change(owner, 'create', undefined, await this.body(owner), true).values
    const needed = await this.values(
      owner,
      (name, field) =>
        !field.nullable &&
        !(name in everyRecord) &&
        field.source.from === 'column' &&
        (given[name] ?? null) === null,
    )
    return this.world.service.database.transaction((executor) => {
      const work: Work = {
        catalog: this.world.service.catalog,
        executor,
        actor: serviceActor('sample@example.com'),
        now: Date.now(),
      }
      return insertNew(work, owner, { ...given, ...needed })
    })
  }

  private async values(
    owner: Entity,
    isWanted: (name: string, field: Field) => boolean,
  ): Promise<Record<string, Value>> {
    const values: Record<string, Value> = {}
    for (const [name, field] of Object.entries(owner.fields)) {
      if (!isWanted(name, field)) continue
      const parsed = field.kind.parse(await this.value(name, field))
      if ('problem' in parsed) throw new Error(`${owner.name}.${name} ${parsed.problem}`)
      values[name] = parsed.value
    }
    return values
  }
}

/** What every record gets when it is inserted. */
const everyRecord = { Id: 0, UniqueId: 0, CreatedOn: 0, UpdatedOn: 0, UpdatedBy: 0 }

function instant(from: unknown, minutes: number): string {
  const time = typeof from === 'number' ? from : Date.parse(String(from))
  return new Date(time + minutes * minute).toISOString().replace('.000', '')
}

/** A number of the list that is not the unset one. */
function memberOf(name: string, serial: number): number {
  const numbers = (enumNamed(name)?.members ?? [])
    .map((member) => member.value)
    .filter((number) => number > 0)
  return numbers[serial % numbers.length] ?? 1
}

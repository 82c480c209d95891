// Believable records of every kind, made from the definitions: required members filled, references followed.

import { change } from '../../src/entities/change.ts'
import { type Entity, fieldOf } from '../../src/entities/entity.ts'
import type { Field } from '../../src/entities/field.ts'
import { serviceActor, type Work } from '../../src/operations/call.ts'
import { insertNew } from '../../src/operations/new-record.ts'
import type { World } from './world.ts'

const lookups: Readonly<Record<string, number>> = {
  Country: 1901,
  Currency: 3005,
  SimpleTimeZone: 2023,
}

export class Samples {
  private readonly world: World
  private readonly made = new Map<string, number>()
  private count = 0

  constructor(world: World) {
    this.world = world
  }

  /** A record of the entity to refer to; made once. */
  async id(name: string): Promise<number> {
    const known = lookups[name] ?? this.made.get(name)
    if (known !== undefined) return known
    const id = await this.make(name)
    this.made.set(name, id)
    return id
  }

  /** A new record of the entity. */
  async make(name: string): Promise<number> {
    const owner = this.entity(name)
    const body = await this.body(owner)
    return owner.operations.includes('create')
      ? this.world.create(owner.path, body)
      : this.insert(owner, body)
  }

  /** The smallest body that a POST or a PUT of the entity takes. */
  async body(owner: Entity): Promise<Record<string, unknown>> {
    this.count += 1
    const body: Record<string, unknown> = {}
    for (const [name, field] of Object.entries(owner.fields)) {
      if (field.required) body[name] = await this.value(name, field)
    }
    for (const { later } of owner.instantOrders ?? []) {
      if (body[later] !== undefined) body[later] = '2026-05-01T11:00:00Z'
    }
    return body
  }

  /** A value that the field takes. */
  async value(name: string, field: Field): Promise<unknown> {
    if (field.kind.column === 'bigint[]') return []
    if (field.reference !== undefined) return this.reference(field)
    if (name === 'Email') return `sample${this.count}@example.com`
    if (field.kind.column === 'timestamptz') return '2026-05-01T09:00:00Z'
    if (field.kind.name === 'guid') return '8f7c2f6e-0d3b-4c56-9d0e-3b1a5c1d2e3f'
    if (field.kind.name === 'text') return `${name} ${this.count}`
    if (field.kind.name === 'flag') return true
    return field.kind.name === 'amount' ? 10.5 : 1
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

  // Records that only the service writes, such as invoices.
  private async insert(owner: Entity, body: Record<string, unknown>): Promise<number> {
    const readable = Object.entries(owner.fields).filter(
      ([, field]) => field.source.from === 'column',
    )
    const { values } = change(owner, 'create', undefined, body, true)
    const needed = await Promise.all(
      readable
        .filter(([name, field]) => !field.nullable && values[name] === undefined && field.reference)
        .map(async ([name, field]) => [name, await this.value(name, field)] as const),
    )
    const instants = readable
      .filter(
        ([name, field]) => !field.nullable && fieldOf(owner, name).kind.column === 'timestamptz',
      )
      .map(([name]) => [name, Date.parse('2026-05-01T09:00:00Z')] as const)
    return this.world.service.database.transaction((executor) => {
      const work: Work = {
        catalog: this.world.service.catalog,
        executor,
        actor: serviceActor('sample@example.com'),
        now: Date.now(),
      }
      return insertNew(work, owner, {
        ...Object.fromEntries(instants),
        ...Object.fromEntries(needed.map(([name, id]) => [name, id as number])),
        ...values,
      })
    })
  }
}

// The settings that decide about credit, with what is in force; and what may be stored under their names.

import { fixedPolicies } from '../engine/fixed-policies.ts'
import { type Policy, policies } from '../engine/policy.ts'
import type { Wire } from '../entities/wire-json.ts'
import { Failure, invalidField } from '../failure.ts'
import { listSettings } from '../storage/locations.ts'
import { findRecord } from '../storage/records.ts'
import { requireRole } from './access.ts'
import { readingFor, type Work } from './call.ts'
import type { Consequence } from './consequence.ts'
import { entityNamed } from './wallet-access.ts'

const all: readonly Policy[] = [...policies, ...fixedPolicies]

export const policyColumns = [
  'Name',
  'Default',
  'Allowed',
  'Fixed',
  'Meaning',
  'Source',
  'Value',
] as const
type PolicyWire = Readonly<Record<(typeof policyColumns)[number], Wire>>

/** Every policy; with a location also the value in force there. */
export async function readPolicies(
  work: Work,
  businessId: number | undefined,
): Promise<readonly PolicyWire[]> {
  requireRole(work.actor, entityNamed(work, 'CoworkerBookingCredit'), ['List'])
  if (businessId === undefined) return all.map((policy) => policyWire(policy, null))
  const reading = readingFor(work, entityNamed(work, 'Business'))
  if (!(await findRecord(work.executor, reading, businessId))) {
    throw new Failure('not-found', `There is no Business with the Id ${businessId}.`)
  }
  const settings = await listSettings(work.executor, businessId)
  return all.map((policy) => policyWire(policy, valueInForce(policy, settings)))
}

function valueInForce(policy: Policy, settings: ReadonlyMap<string, string>): string {
  return allowedValue(policy, settings.get(policy.name.toLowerCase())) ?? policy.default
}

function allowedValue(policy: Policy, value: string | undefined): string | undefined {
  const wanted = value?.trim().toLowerCase()
  return policy.allowed.find((one) => one.toLowerCase() === wanted)
}

function policyWire(policy: Policy, value: string | null): PolicyWire {
  return {
    Name: policy.name,
    Default: policy.default,
    Allowed: policy.allowed,
    Fixed: policy.allowed.length === 1,
    Meaning: policy.meaning,
    Source: policy.source,
    Value: value,
  }
}

/** Unknown names are stored as they are; a known one takes its values only, and an empty one its default. */
export const settingConsequence: Consequence = {
  complete: async (_work, { values, body }) => {
    const name = String(values.Name).trim().toLowerCase()
    const policy = all.find((one) => one.name.toLowerCase() === name)
    const value = values.Value as string | null
    if (policy && value && allowedValue(policy, value) === undefined) {
      throw invalidField(
        'Value',
        `must be ${policy.allowed.length === 1 ? '' : 'one of '}${policy.allowed.join(', ')} for ${policy.name}`,
        body.Value,
      )
    }
    return {}
  },
}

// Who am I, in the ways clients ask (wire 4.3), and the named lists of the wire.

import type { FastifyInstance } from 'fastify'
import { formatInstant } from '../engine/instant.ts'
import { allEnums, enumNamed } from '../entities/enums.ts'
import { Failure } from '../failure.ts'
import type { Service } from '../operations/call.ts'
import { findFirstLocation, findLocation } from '../storage/locations.ts'
import { callOf } from './session.ts'

export function identityRoutes(app: FastifyInstance, service: Service): void {
  const whoAmI = async (request: Parameters<typeof callOf>[0]) => {
    const { actor, now } = callOf(request)
    const { executor } = service.database
    const location = await findLocation(
      executor,
      actor.locations?.[0] ?? (await findFirstLocation(executor)),
    )
    return {
      Id: actor.userId,
      FullName: actor.fullName,
      Email: actor.email,
      Active: true,
      IsAdmin: actor.isAdministrator,
      APIAccess: actor.hasApiAccess,
      CoworkerId: actor.coworkerId ?? null,
      Businesses: actor.locations ?? [],
      Roles: [...actor.roles],
      DefaultBusinessId: location?.id ?? null,
      DefaultBusinessName: location?.name ?? null,
      DefaultCurrencyId: location?.currencyId ?? null,
      DefaultCurrencyName: location?.currencyName ?? null,
      DefaultCurrencyCode: location?.currencyCode ?? null,
      DefaultCountryId: location?.countryId ?? null,
      DefaultCountryName: location?.countryName ?? null,
      DefaultSimpleTimeZoneId: location?.timeZoneId ?? null,
      DefaultSimpleTimeZoneName: location?.timeZoneName ?? null,
      DefaultSimpleTimeZoneNameIana: location?.timeZoneIana ?? null,
      // An addition of ours: what the rest of the answers count as now, which in a sandbox may be any day.
      Now: formatInstant(now),
    }
  }
  app.get('/api/auth/me', whoAmI)
  app.get('/:language/user/me', whoAmI)

  // Without a name, every list; the shape is ours, because no source shows one.
  app.get('/api/utils/enums', async (request) => {
    const query = Object.entries(request.query as Record<string, unknown>)
    const [, name] = query.find(([key]) => key.toLowerCase() === 'name') ?? []
    if (name === undefined)
      return allEnums().map((one) => ({ Name: one.name, Values: valuesOf(one.name) }))
    const found = enumNamed(String(name))
    if (found) return valuesOf(found.name)
    throw new Failure('invalid', `name: names no list; ask without a name for all of them`, {
      errors: [{ property: 'name', message: 'names no list', attempted: name }],
    })
  })
}

function valuesOf(name: string) {
  return (enumNamed(name)?.members ?? []).map((member) => ({
    Name: member.name,
    Value: member.value,
  }))
}

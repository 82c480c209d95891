// Commands of a collection: what there is, and running one (wire 11).

import type { FastifyInstance } from 'fastify'
import type { Entity } from '../entities/entity.ts'
import { requireRole } from '../operations/access.ts'
import type { Service } from '../operations/call.ts'
import { perform } from '../operations/perform.ts'
import { commandsOf, runCommand } from '../operations/run-command.ts'
import { successEnvelope } from './envelope.ts'
import { bodyOf, refuseOthers, requireGroup, sendJson } from './record-routes.ts'
import { actorOf, writeCallOf } from './session.ts'

export function commandRoutes(app: FastifyInstance, service: Service): void {
  for (const owner of service.catalog.entities) commandRoutesOf(app, service, owner)
}

function commandRoutesOf(app: FastifyInstance, service: Service, owner: Entity): void {
  const collection = `/api/:group/${owner.collection}`
  app.get(`${collection}/commands`, async (request, reply) => {
    requireGroup(request)
    requireRole(actorOf(request), owner, ['Update', 'Edit'])
    return sendJson(reply, JSON.stringify(commandsOf(owner)))
  })
  app.post(`${collection}/runcommand`, async (request, reply) => {
    requireGroup(request)
    const call = writeCallOf(request)
    const outcome = await perform(service, call, (work) => runCommand(work, owner, bodyOf(request)))
    return sendJson(reply, successEnvelope(outcome))
  })
  refuseOthers(app, owner, `${collection}/commands`, ['GET'])
  refuseOthers(app, owner, `${collection}/runcommand`, ['POST'])
}

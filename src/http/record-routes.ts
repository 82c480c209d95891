// The routes of every entity, one loop over the catalog (wire 8, 9).

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Body } from '../entities/change.ts'
import { type Entity, groups, type Operation } from '../entities/entity.ts'
import { Failure } from '../failure.ts'
import type { Service } from '../operations/call.ts'
import { deleteRecord } from '../operations/delete-record.ts'
import { type Outcome, perform } from '../operations/perform.ts'
import { readBatch, readPage, readRecord } from '../operations/read-records.ts'
import { createRecord, updateRecordFrom } from '../operations/save-record.ts'
import { successEnvelope } from './envelope.ts'
import { listEnvelope } from './list-envelope.ts'
import { batchIds, readListQuery } from './list-query.ts'
import { methods } from './other-verbs.ts'
import type { Query } from './paging.ts'
import { callOf, writeCallOf } from './session.ts'

export function recordRoutes(app: FastifyInstance, service: Service): void {
  for (const owner of service.catalog.entities) routesOf(app, service, owner)
}

function routesOf(app: FastifyInstance, service: Service, owner: Entity): void {
  const collection = `/api/:group/${owner.collection}`
  const one = `${collection}/:id`
  const write = (request: FastifyRequest, operation: Parameters<typeof perform>[2]) =>
    perform(service, writeCallOf(request), operation)
  const offered: Handlers = {
    [`GET ${collection}`]: ['list', (request) => readMany(service, owner, request)],
    [`GET ${one}`]: [
      'get',
      async (request) => readRecord(service, callOf(request), owner, idOf(request)),
    ],
    [`POST ${collection}`]: [
      'create',
      async (request) =>
        successEnvelope(await write(request, (work) => createRecord(work, owner, bodyOf(request)))),
    ],
    [`PUT ${collection}`]: ['update', (request) => update(request, 'replace', bodyOf(request).Id)],
    [`PATCH ${one}`]: ['update', (request) => update(request, 'merge', idOf(request))],
    // Its only known caller sends partial bodies (wire X25).
    [`PUT ${one}`]: ['update', (request) => update(request, 'merge', idOf(request))],
    [`DELETE ${one}`]: [
      'delete',
      async (request) =>
        successEnvelope(await write(request, (work) => deleteRecord(work, owner, idOf(request)))),
    ],
  }

  async function update(request: FastifyRequest, mode: 'replace' | 'merge', id: unknown) {
    const outcome: Outcome = await write(request, (work) =>
      updateRecordFrom(work, owner, mode, id, bodyOf(request)),
    )
    return successEnvelope(outcome)
  }

  for (const path of [collection, one]) {
    for (const method of methods) {
      const [operation, handle] = offered[`${method} ${path}`] ?? []
      if (!handle || !operation || !owner.operations.includes(operation)) continue
      app.route({
        method,
        url: path,
        handler: async (request, reply) => {
          requireGroup(request)
          return sendJson(reply, await handle(request))
        },
      })
    }
    const allowed = methods.filter((method) => isOffered(owner, offered[`${method} ${path}`]))
    refuseOthers(app, owner, path, allowed)
  }
}

type Method = (typeof methods)[number]

/** All other verbs of a path answer 405 with those that it takes (wire 10.2), and not what a path beside it would. */
export function refuseOthers(
  app: FastifyInstance,
  owner: Entity,
  url: string,
  allowed: readonly Method[],
): void {
  for (const method of methods.filter((one) => !allowed.includes(one))) {
    app.route({
      method,
      url,
      config: { isRefused: true },
      handler: async (request, reply) => {
        requireGroup(request)
        reply.header('allow', allowed.join(', '))
        throw new Failure(
          'not-offered',
          `${owner.plural} do not offer ${method} here. ${offers(allowed)}`,
        )
      },
    })
  }
}

type Handlers = Readonly<
  Record<string, readonly [Operation, (request: FastifyRequest) => Promise<string>]>
>

function isOffered(owner: Entity, handler: Handlers[string] | undefined): boolean {
  return handler !== undefined && owner.operations.includes(handler[0])
}

function offers(allowed: readonly string[]): string {
  return allowed.length === 0 ? 'They offer nothing here.' : `They offer ${allowed.join(', ')}.`
}

export function sendJson(reply: FastifyReply, json: string): FastifyReply {
  return reply.type('application/json; charset=utf-8').send(json)
}

/** Collections are found by their own name under any published group (wire X16). */
export function requireGroup(request: FastifyRequest): void {
  const { group } = request.params as { group: string }
  if (!groups.some((known) => known === group.toLowerCase())) {
    throw new Failure(
      'not-found',
      `There is no group ${group}. The groups are ${groups.join(', ')}.`,
    )
  }
}

/** The id in the path. What is no id names no record. */
function idOf(request: FastifyRequest): number {
  const { id } = request.params as { id: string }
  if (!/^\d{1,15}$/.test(id))
    throw new Failure('not-found', `There is no record with the Id ${id}.`)
  return Number(id)
}

export function bodyOf(request: FastifyRequest): Body {
  const { body } = request
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Body
  throw new Failure('invalid', 'The body must be a JSON object or a form.')
}

async function readMany(service: Service, owner: Entity, request: FastifyRequest): Promise<string> {
  const query = request.query as Query
  const ids = batchIds(query)
  if (ids) return readBatch(service, callOf(request), owner, ids)
  const listQuery = readListQuery(service.catalog, owner, query)
  return listEnvelope(listQuery, await readPage(service, callOf(request), owner, listQuery))
}

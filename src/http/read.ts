// Reads that ask more than once: rows, counts and totals of one answer belong together.

import type { FastifyRequest } from 'fastify'
import type { Service, Work } from '../operations/call.ts'
import { callOf } from './session.ts'

/** Runs a read for a caller as of one instant. It answers data and no reply, which would keep that instant until it is sent. */
export type Read = <T>(run: (work: Work) => Promise<T>) => Promise<T>

export function readFor(service: Service, request: FastifyRequest): Read {
  const call = callOf(request)
  return (run) =>
    service.database.snapshot((executor) => run({ ...call, catalog: service.catalog, executor }))
}

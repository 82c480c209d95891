// Wallets as a list (design 5).

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Wire } from '../entities/wire-json.ts'
import type { Service } from '../operations/call.ts'
import { listWalletPage, type WalletFilter, walletColumns } from '../operations/list-wallets.ts'
import { walletStatuses } from '../storage/wallet-list.ts'
import { standardSize } from './paging.ts'
import { QueryReader } from './query-values.ts'
import { type Read, readFor } from './read.ts'
import { mostCsvRows, type Row, sendCsv, sendPage, wantsCsv } from './send-list.ts'

export function walletListRoutes(app: FastifyInstance, service: Service): void {
  app.get('/api/wallets', (request, reply) =>
    sendWallets(readFor(service, request), request, reply),
  )
}

async function sendWallets(read: Read, request: FastifyRequest, reply: FastifyReply) {
  const reader = new QueryReader(request.query)
  const page = reader.page(standardSize, walletColumns, 'CoworkerId')
  const filter: WalletFilter = {
    ...page,
    businessIds: reader.ids('BusinessId'),
    tariffIds: reader.ids('TariffId'),
    statuses: reader.choices('Status', walletStatuses),
    name: reader.text('Name'),
    hasWarnings: reader.flag('HasWarnings'),
  }
  const isCsv = wantsCsv(request, reader)
  reader.finish()
  if (!isCsv) {
    const { rows, totalItems } = await read((work) => listWalletPage(work, filter))
    return sendPage(reply, page, rows, totalItems)
  }
  const whole = { ...filter, limit: mostCsvRows, offset: 0 }
  const { rows, totalItems } = await read((work) => listWalletPage(work, whole))
  return sendCsv(reply, 'wallets', { rows: rows.map(asCells), totalItems }, walletColumns)
}

/** A cell holds one text, so a row's warnings are their sentences one after the other. */
function asCells(row: Row): Row {
  const warnings = row.Warnings as readonly { readonly Message: string }[]
  return { ...row, Warnings: warnings.map((one) => one.Message).join(' ') satisfies Wire }
}

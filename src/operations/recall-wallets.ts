// What a server that begins looks at before anybody asks: the wallets that moved last are those that will be spent from next.

import { listRecentlyMoved } from '../storage/wallets.ts'
import { businessTime } from './business-clock.ts'
import type { Service } from './call.ts'
import { lookAtWallets } from './look-at-wallets.ts'
import { isMemoryFull, rememberedWallet } from './remembered-wallets.ts'

const most = 100_000
/** So few at a time that nobody waits for them. */
const atOnce = 200

/** Remembers as many as there is room for, one handful after the other, until it is told to stop. */
export async function recallWallets(service: Service, stopping: AbortSignal): Promise<void> {
  const { database } = service
  const recent = await listRecentlyMoved(database.executor, most)
  for (let from = 0; from < recent.length; from += atOnce) {
    if (stopping.aborted || isMemoryFull()) return
    const now = await businessTime(service)
    const handful = recent.slice(from, from + atOnce)
    const customers = handful.filter((id) => !rememberedWallet(database, id))
    if (customers.length > 0) await lookAtWallets(database, { customers, since: now, now })
  }
}

// What a server looks at when it begins.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { recallWallets } from '../../src/operations/recall-wallets.ts'
import {
  countRemembered,
  forgetAllWallets,
  forgetWallets,
  rememberedWallet,
} from '../../src/operations/remembered-wallets.ts'
import { expectSoundWallet } from '../support/journal.ts'
import { makeCredit, makeCustomer, makeLocation } from '../support/space.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let customers: number[]

beforeAll(async () => {
  world = await openWorld()
  const location = await makeLocation(world)
  customers = []
  for (let count = 0; count < 5; count += 1) {
    const customer = await makeCustomer(world, location)
    await makeCredit(world, location, customer, { CaneBeUsedForBookings: true })
    customers.push(customer)
  }
  // Nothing ever moved here.
  await makeCustomer(world, location)
})
afterAll(() => world.close())

const spend = (customer: number) =>
  world.ask('POST', `/api/wallets/${customer}/spend`, {
    body: { Charges: [{ Kind: 'Booking', Amount: 1 }] },
  })

test('are the wallets that moved, ready to be spent from', async () => {
  forgetAllWallets()
  await recallWallets(world.service, new AbortController().signal)
  expect(countRemembered()).toBe(5)
  for (const customer of customers) {
    const before = rememberedWallet(world.service.database, customer)
    const { body } = await spend(customer)
    expect(body.Value.Sequence).toBe(2)
    // The very same: it was not looked at again.
    expect(rememberedWallet(world.service.database, customer)).toBe(before)
    await expectSoundWallet(world, customer)
  }
})

test('are none once the server stops', async () => {
  forgetAllWallets()
  await recallWallets(world.service, AbortSignal.abort())
  expect(countRemembered()).toBe(0)
})

test('do not replace what spends have left meanwhile', async () => {
  const [customer = 0] = customers
  await spend(customer)
  const known = rememberedWallet(world.service.database, customer)
  const recalled = recallWallets(world.service, new AbortController().signal)
  forgetWallets(customers.slice(1))
  const { body } = await spend(customer)
  await recalled
  expect(rememberedWallet(world.service.database, customer)).toBe(known)
  expect(known?.mark.sequence).toBe(body.Value.Sequence)
})

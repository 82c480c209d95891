// Folding by itself: what goes together, what never does, and who pays for whose failure.

import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createFold, type Fate, type Folding } from '../../src/operations/fold.ts'
import { longestTurn } from '../../src/operations/turn.ts'

interface Job {
  readonly name: string
  readonly wallet: number
}

const job = (name: string, wallet: number): Job => ({ name, wallet })

/** A fold whose batches are finished by hand, in the order in which they began. */
function byHand(change: Partial<Folding<Job, string>> = {}) {
  const begun: { names: string[]; finish: (fates?: readonly Fate<string>[]) => void }[] = []
  const fold = createFold<Job, string>({
    run: (jobs) =>
      new Promise((resolve) => {
        const names = jobs.map((one) => one.name)
        const standard = names.map((name) => ({ result: `did ${name}` }))
        begun.push({ names, finish: (fates = standard) => resolve(fates) })
      }),
    walletsOf: (one) => [one.wallet],
    mayBeOneJob: () => true,
    isWalletHeld: () => false,
    mostUnderWay: 2,
    enoughBeside: { least: 1, most: 1 },
    mostPerBatch: 3,
    mostWallets: 3,
    ...change,
  })
  const answers: Promise<string>[] = []
  return {
    fold,
    begun,
    batches: () => begun.map(({ names }) => names),
    /** In one turn, and begun as far as they may be. */
    submit: async (...jobs: readonly Job[]) => {
      for (const one of jobs) answers.push(fold.submit(one))
      await turns()
    },
    /** Answers what became of all that were submitted so, once everything that has begun is finished. */
    finishAll: () => {
      for (const { finish } of begun) finish()
      return Promise.all(answers)
    },
  }
}

/** Room for everything that a test asks for. */
const roomy = { mostUnderWay: 3, mostPerBatch: 9, mostWallets: 9 }

const fourOrMore = { least: 4, most: 4 }

/** Time that goes on only when it is told to. */
function fakeTime(): void {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout'] })
  onTestFinished(() => {
    vi.useRealTimers()
  })
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

async function turns(count = 4): Promise<void> {
  for (let done = 0; done < count; done += 1) await turn()
}

describe('what goes together', () => {
  test('the jobs of one turn, oldest first, as many as a batch takes', async () => {
    const { submit, finishAll, batches } = byHand()
    await submit(job('a', 0), job('b', 1), job('c', 2), job('d', 3))
    expect(batches()).toEqual([['a', 'b', 'c'], ['d']])
    expect(await finishAll()).toEqual(['did a', 'did b', 'did c', 'did d'])
  })

  test('jobs of one wallet in one batch, and never in two that are under way', async () => {
    const { fold, begun, batches } = byHand()
    const first = [fold.submit(job('a', 1)), fold.submit(job('b', 1))]
    await turns()
    const later = [fold.submit(job('c', 1)), fold.submit(job('d', 2))]
    await turns()
    expect(batches()).toEqual([['a', 'b'], ['d']])
    begun[0]?.finish()
    await Promise.all(first)
    await expect.poll(batches).toEqual([['a', 'b'], ['d'], ['c']])
    begun[1]?.finish()
    begun[2]?.finish()
    expect(await Promise.all(later)).toEqual(['did c', 'did d'])
  })

  test('few do not go beside a batch at once, and as many as are worth it do', async () => {
    fakeTime()
    const { submit, finishAll, batches } = byHand({ enoughBeside: { least: 2, most: 2 } })
    await submit(job('a', 1))
    await submit(job('b', 2))
    expect(batches()).toEqual([['a']])
    await submit(job('c', 3))
    expect(batches()).toEqual([['a'], ['b', 'c']])
    await finishAll()
  })

  test('the more are under way, the more go together beside them, up to a bound', async () => {
    fakeTime()
    const { submit, finishAll, batches } = byHand({ ...roomy, enoughBeside: { least: 2, most: 5 } })
    const all = (names: string) => [...names].map((name) => job(name, name.charCodeAt(0)))
    await submit(...all('abc'))
    await submit(...all('d'))
    expect(batches()).toHaveLength(1)
    await submit(...all('e'))
    expect(batches().at(-1)).toEqual(['d', 'e'])
    // Beside five, three fewer.
    await submit(...all('f'))
    expect(batches()).toHaveLength(2)
    await submit(...all('gh'))
    expect(batches().at(-1)).toEqual(['f', 'g', 'h'])
    await finishAll()
    // Beside seven, four.
    await submit(...all('ijklmno'))
    await submit(...all('pqr'))
    expect(batches()).toHaveLength(4)
    await submit(...all('s'))
    expect(batches().at(-1)).toEqual(['p', 'q', 'r', 's'])
    await finishAll()
    // Beside nine, no more than the bound.
    await submit(...all('ABCDEFGHI'))
    await submit(...all('JKLM'))
    expect(batches()).toHaveLength(6)
    await submit(...all('N'))
    expect(batches().at(-1)).toEqual(['J', 'K', 'L', 'M', 'N'])
    await finishAll()
  })

  test('few wait for four milliseconds, by one timer', async () => {
    fakeTime()
    const { submit, finishAll, batches } = byHand({ ...roomy, enoughBeside: fourOrMore })
    await submit(job('a', 1))
    await submit(job('b', 2))
    await submit(job('c', 3))
    expect(vi.getTimerCount()).toBe(1)
    vi.advanceTimersByTime(3)
    await turns()
    expect(batches()).toEqual([['a']])
    vi.advanceTimersByTime(1)
    await turns()
    expect(batches()).toEqual([['a'], ['b', 'c']])
    await finishAll()
  })

  test('one that has waited for its wallet does not wait for the timer of others as well', async () => {
    fakeTime()
    const { submit, finishAll, begun, batches } = byHand({ ...roomy, enoughBeside: fourOrMore })
    await submit(job('a', 1))
    await submit(job('b', 2), job('c', 3), job('d', 4), job('e', 5))
    await submit(job('held', 1))
    vi.advanceTimersByTime(5)
    await submit(job('new', 6))
    expect(batches()).toEqual([['a'], ['b', 'c', 'd', 'e']])
    begun[0]?.finish()
    await turns()
    expect(batches().at(-1)).toEqual(['held', 'new'])
    await finishAll()
  })

  test('in a turn of the event loop that does not end, they go when somebody else asks for room', async () => {
    fakeTime()
    const { fold, finishAll, batches } = byHand()
    const first = fold.submit(job('a', 1))
    vi.advanceTimersByTime(longestTurn)
    expect(fold.hasRoom()).toBe(true)
    expect(batches()).toEqual([])
    vi.advanceTimersByTime(1)
    const second = fold.submit(job('b', 2))
    expect(batches()).toEqual([['a']])
    await turns()
    expect(batches()).toEqual([['a'], ['b']])
    await finishAll()
    expect(await Promise.all([first, second])).toEqual(['did a', 'did b'])
  })

  test('a batch that holds as many wallets as it may waits for nobody', async () => {
    fakeTime()
    const { submit, finishAll, batches } = byHand({
      ...roomy,
      enoughBeside: fourOrMore,
      mostWallets: 2,
    })
    await submit(job('a', 1))
    await submit(job('b', 2), job('c', 3))
    expect(batches()).toEqual([['a'], ['b', 'c']])
    await finishAll()
  })

  test('no more wallets than a batch may hold, but all that waits of those', async () => {
    const { submit, finishAll, batches } = byHand({ mostWallets: 2 })
    await submit(job('a', 1), job('b', 2), job('c', 3), job('d', 1))
    expect(batches()).toEqual([['a', 'b', 'd'], ['c']])
    expect(await finishAll()).toEqual(['did a', 'did b', 'did c', 'did d'])
  })

  test('no more batches than may be under way; what waits goes together after them', async () => {
    const { fold, begun, batches } = byHand({ mostUnderWay: 1 })
    const answers = [fold.submit(job('a', 1))]
    await turns()
    answers.push(fold.submit(job('b', 2)))
    await turns()
    answers.push(fold.submit(job('c', 3)))
    await turns()
    expect(batches()).toEqual([['a']])
    begun[0]?.finish()
    await expect.poll(batches).toEqual([['a'], ['b', 'c']])
    begun[1]?.finish()
    expect(await Promise.all(answers)).toEqual(['did a', 'did b', 'did c'])
  })
})

test('a job of two wallets that are always in use is passed by others for a moment only', async () => {
  const { fold, begun, batches } = byHand({
    walletsOf: ({ wallet }) => (wallet === 0 ? [1, 2] : [wallet]),
  })
  const answers = [fold.submit(job('one', 1))]
  await turns()
  answers.push(fold.submit(job('both', 0)), fold.submit(job('two', 2)))
  await turns()
  expect(batches()).toEqual([['one'], ['two']])
  await new Promise((resolve) => setTimeout(resolve, 150))
  answers.push(fold.submit(job('late', 1)))
  begun[0]?.finish()
  await turns(20)
  expect(batches()).toEqual([['one'], ['two']])
  begun[1]?.finish()
  await expect.poll(batches).toEqual([['one'], ['two'], ['both', 'late']])
  begun[2]?.finish()
  expect(await Promise.all(answers)).toEqual(['did one', 'did both', 'did two', 'did late'])
})

describe('who pays for whose failure', () => {
  test('a refusal refuses only itself', async () => {
    const { fold, begun } = byHand()
    const answers = Promise.allSettled([fold.submit(job('a', 1)), fold.submit(job('b', 2))])
    await turns()
    begun[0]?.finish([{ error: new Error('refused') }, { result: 'did b' }])
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
  })

  test('a batch that fails is tried job by job, and only the bad one fails', async () => {
    const runs: string[][] = []
    const { fold } = byHand({
      run: async (jobs) => {
        runs.push(jobs.map(({ name }) => name))
        if (jobs.some(({ name }) => name === 'bad')) throw new Error('bad apple')
        return jobs.map(({ name }) => ({ result: `did ${name}` }))
      },
    })
    const names = ['a', 'bad', 'c']
    const answers = await Promise.allSettled(names.map((name, at) => fold.submit(job(name, at))))
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(runs).toEqual([names, ['a'], ['bad'], ['c']])
  })

  test('of a batch that waited in vain for one wallet, the others are served, and nobody waits for it twice', async () => {
    const runs: string[][] = []
    const { fold } = byHand({
      isWalletHeld: () => true,
      mostPerBatch: 5,
      run: async (jobs, isAlone) => {
        runs.push([...jobs.map(({ name }) => name), ...(isAlone ? ['alone'] : [])])
        if (jobs.some(({ wallet }) => wallet === 1)) throw new Error('held by somebody else')
        return jobs.map(({ name }) => ({ result: `did ${name}` }))
      },
    })
    const jobs = [job('a', 1), job('b', 2), job('c', 1), job('d', 3), job('e', 2)]
    const answers = await Promise.allSettled(jobs.map((one) => fold.submit(one)))
    expect(answers.map(({ status }) => status === 'fulfilled')).toEqual([
      false,
      true,
      false,
      true,
      true,
    ])
    const together = jobs.map(({ name }) => name)
    expect(runs).toEqual([together, ['a', 'c', 'alone'], ['b', 'e', 'alone'], ['d', 'alone']])
  })

  test('what others of the batch were not done with is tried job by job; what was done is not done again', async () => {
    const runs: string[][] = []
    const { fold } = byHand({
      run: async (jobs) => {
        const names = jobs.map(({ name }) => name)
        runs.push(names)
        return names.map((name) => {
          if (name === 'bad') return { undone: new Error('bad apple') }
          return name === 'c' && names.length > 1
            ? { undone: new Error('bad apple') }
            : { result: `did ${name}` }
        })
      },
    })
    const names = ['a', 'bad', 'c']
    const answers = await Promise.allSettled(names.map((name, at) => fold.submit(job(name, at))))
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(runs).toEqual([names, ['bad'], ['c']])
  })
  test('what is nobody’s fault fails all at once, without a second try', async () => {
    let runs = 0
    const { fold } = byHand({
      mayBeOneJob: () => false,
      run: async () => {
        runs += 1
        throw new Error('the database is gone')
      },
    })
    const answers = await Promise.allSettled(
      ['a', 'b'].map((name, at) => fold.submit(job(name, at))),
    )
    expect([runs, ...answers.map(({ status }) => status)]).toEqual([1, 'rejected', 'rejected'])
  })

  test('who asks for another run gets one, and is sent away after some', async () => {
    let runs = 0
    const { fold } = byHand({
      run: async (jobs) => {
        runs += 1
        return jobs.map(() => (runs < 3 ? { again: true } : { result: 'did it' }))
      },
    })
    expect(await fold.submit(job('a', 1))).toBe('did it')
    const { fold: hopeless } = byHand({ run: async (jobs) => jobs.map(() => ({ again: true })) })
    await expect(hopeless.submit(job('a', 1))).rejects.toMatchObject({ kind: 'busy' })
  })

  test('a full queue says so at once, and serves those who were in time', async () => {
    const { fold, begun } = byHand({ mostUnderWay: 1 })
    const held = fold.submit(job('held', 1))
    await turns()
    const waiting = Array.from({ length: 4_096 }, (_, at) => fold.submit(job(`w${at}`, 1)))
    const late = fold.submit(job('late', 1))
    await expect(late).rejects.toMatchObject({ kind: 'busy', retryAfterSeconds: 1 })
    begun[0]?.finish()
    expect(await held).toBe('did held')
    expect(waiting).toHaveLength(4_096)
  })
})

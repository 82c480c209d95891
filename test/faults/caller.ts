// A caller over kept connections who knows the difference between an answer and none.

import { Agent, request } from 'node:http'
import type { Answer, Method } from '../support/world.ts'

/** Nothing that the service does takes as long; whoever waits longer would wait for ever. */
const longestWait = 90_000

class Hanging extends Error {}

export interface Asked {
  readonly method: Method
  readonly url: string
  readonly body?: unknown
  readonly key?: string | undefined
}

export class Caller {
  readonly #agent = new Agent({ keepAlive: true, noDelay: true })
  readonly #token: string

  constructor(token: string) {
    this.#token = token
  }

  /** The answer; undefined when the connection broke before there was a whole one. Fails when there is neither. */
  ask(address: string, { method, url, body, key }: Asked): Promise<Answer | undefined> {
    const text = body === undefined ? undefined : JSON.stringify(body)
    const headers = {
      authorization: `Bearer ${this.#token}`,
      ...(text === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    }
    return new Promise((resolve, reject) => {
      const asked = request(`${address}${url}`, { method, agent: this.#agent, headers })
      const timer = setTimeout(() => {
        reject(new Hanging(`${method} ${url} had no answer after ${longestWait / 1_000} s`))
        asked.destroy()
      }, longestWait)
      const settle = (answer: Answer | undefined) => {
        clearTimeout(timer)
        resolve(answer)
      }
      asked.on('error', () => settle(undefined))
      asked.on('response', (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('error', () => settle(undefined))
        response.on('close', () => {
          if (!response.complete) return settle(undefined)
          const { statusCode: status = 0, headers: given } = response
          const whole = Buffer.concat(parts).toString('utf8')
          settle({ status, text: whole, body: parsed(whole), headers: given })
        })
      })
      asked.end(text)
    })
  }

  close(): void {
    this.#agent.destroy()
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

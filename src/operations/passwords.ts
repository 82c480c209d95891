// Passwords and tokens: scrypt for what people choose, a plain hash for what is random anyway.

import { hash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify(scrypt) as (
  password: string,
  salt: Buffer,
  length: number,
  options: { N: number; r: number; p: number },
) => Promise<Buffer>

const cost = { N: 16_384, r: 8, p: 1 }
const length = 32

/** `scrypt$<salt>$<hash>`, both in base64. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const hash = await derive(password.normalize(), salt, length, cost)
  return `scrypt$${salt.toString('base64')}$${hash.toString('base64')}`
}

// Checked when there is no user, so that an unknown email takes as long as a wrong password.
const nobody = await hashPassword(randomBytes(16).toString('base64'))

export async function isPassword(
  password: string,
  stored: string | null | undefined,
): Promise<boolean> {
  const [, salt = '', hash = ''] = (stored ?? nobody).split('$')
  const expected = Buffer.from(hash, 'base64')
  const actual = await derive(password.normalize(), Buffer.from(salt, 'base64'), length, cost)
  return timingSafeEqual(actual, expected) && typeof stored === 'string'
}

/** An opaque token of 256 random bits. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** What is stored of a token: it cannot be turned back. */
export function hashToken(token: string): string {
  return hash('sha256', token)
}

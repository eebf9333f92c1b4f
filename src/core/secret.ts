import { createHash } from 'node:crypto'

/** Draws octets that nobody can foresee; `app` gives the operating system's. */
export type DrawOctets = (count: number) => Uint8Array

/** Guessing one of 2^256 is hopeless at any rate, so a fast hash is enough to store it by. */
const SECRET_OCTETS = 32
const HANDLE_OCTETS = 9

/** base64url, 43 characters. */
export function drawSecret(draw: DrawOctets): string {
  return Buffer.from(draw(SECRET_OCTETS)).toString('base64url')
}

/** Names a session or a token in lists, without being a way in. */
export function drawHandle(draw: DrawOctets): string {
  return Buffer.from(draw(HANDLE_OCTETS)).toString('base64url')
}

/** What is stored of a secret: whoever reads the database finds no way in. */
export function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

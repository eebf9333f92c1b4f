import { formatPrefix, type Prefix, parsePrefix } from '../../core/prefix.ts'

/** What a list writes in the place of an address. */
export type Target =
  | { readonly kind: 'network'; readonly prefix: Prefix; readonly port: number | null }
  | { readonly kind: 'hostname' | 'url' }
  | { readonly kind: 'invalid'; readonly reason: 'ADDRESS_INVALID' | 'PORT_INVALID' }

const INVALID_ADDRESS: Target = { kind: 'invalid', reason: 'ADDRESS_INVALID' }
const URL_START = /^(?:h(?:tt|xx)ps?|ftp|tcp|udp):\/\//i
const HOSTNAME =
  /^(?=.{1,253}$)(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9_-]{0,62})\.)+[a-z][a-z0-9-]{0,62}\.?(?::\d{1,5})?$/i
const BRACKETED = /^\[([0-9a-f:.]+)\](?::(\d{1,6}))?$/i
const WITH_PORT = /^(\d{1,3}(?:\.\d{1,3}){3})[:|](\d{1,6})$/
const IPV6_WITH_PORT = /^([0-9a-f:]+(?::\d{1,3}(?:\.\d{1,3}){3})?)\|(\d{1,6})$/i

/**
 * `192.0.2.1`, `192.0.2.1:443`, `192.0.2.1|443` (MISP), `[2001:db8::1]:443`, `198.51.100.0/24`. Brackets
 * that keep an address from being clicked (`192[.]0[.]2[.]1`) are taken out first.
 */
export function readTarget(written: string): Target {
  const text = written.trim().replaceAll('[.]', '.').replaceAll('[:]', ':')
  if (text === '' || text.length > 300) return INVALID_ADDRESS
  if (URL_START.test(text)) return { kind: 'url' }
  const match = BRACKETED.exec(text) ?? WITH_PORT.exec(text) ?? IPV6_WITH_PORT.exec(text)
  const prefix = parsePrefix(match?.[1] ?? text)
  if (prefix) return withPort(prefix, match?.[2])
  // Only what has a letter at its end can be a name: 999.1.2.3 is a broken address.
  if (HOSTNAME.test(text)) return { kind: 'hostname' }
  return INVALID_ADDRESS
}

/** Decimal 1 to 65535; 0 stands for "any" in some lists and comes back as null. */
export function readPort(text: string): number | null | undefined {
  if (!/^\d{1,5}$/.test(text)) return undefined
  const port = Number(text)
  return port > 65_535 ? undefined : port === 0 ? null : port
}

/** The widest prefix is 0 bits; IPv4 counts within its 32. */
export function familyBits(prefix: Prefix): { family: 'ipv4' | 'ipv6'; bits: number } {
  return formatPrefix(prefix).includes(':')
    ? { family: 'ipv6', bits: prefix.length }
    : { family: 'ipv4', bits: prefix.length - 96 }
}

function withPort(prefix: Prefix, written: string | undefined): Target {
  if (written === undefined) return { kind: 'network', prefix, port: null }
  const port = readPort(written)
  return port === undefined
    ? { kind: 'invalid', reason: 'PORT_INVALID' }
    : { kind: 'network', prefix, port }
}

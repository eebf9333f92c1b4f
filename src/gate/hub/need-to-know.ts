import { parseAddress } from '../../core/address.ts'
import { type Prefix, parsePrefix, prefixContains } from '../../core/prefix.ts'
import type { Warning } from '../warning/warning.ts'
import type { Member } from './member.ts'

/** Whether a member is told of a warning. */
export type NeedToKnow = (warning: Warning) => boolean

/**
 * By use: the member was vetted for one that the warning allows. By sector: research gets what may be
 * researched and nothing else; those who only look after their own machines get what lies in their prefixes.
 * By prefix of interest, where a member named some.
 */
export function needToKnow(
  member: Pick<Member, 'sector' | 'uses' | 'interestPrefixes' | 'ownPrefixes'>,
): NeedToKnow {
  const uses = member.sector === 'research' ? ['research'] : member.uses
  const isOwnOnly = member.sector === 'hosting' || member.sector === 'enterprise'
  const texts = member.interestPrefixes ?? (isOwnOnly ? member.ownPrefixes : null)
  const prefixes = texts?.map((text) => parsePrefix(text)!)
  return (warning) =>
    warning.uses.some((use) => uses.includes(use) && member.uses.includes(use)) &&
    (!prefixes || liesIn(prefixes, warning.address))
}

function liesIn(prefixes: readonly Prefix[], address: string): boolean {
  const octets = parseAddress(address)!
  return prefixes.some((prefix) => prefixContains(prefix, octets))
}

import { Resolver } from 'node:dns/promises'
import type { Probe } from '../ports.ts'
import { reverseName } from './reverse-name.ts'

const LABEL = '_noroshi-challenge'
const TIMEOUT_MS = 1_500
const TRIES = 2
/** Of all tries at all servers; several that are silent must not make a look longer than others. */
const DEADLINE_MS = 5_000
/** A name may carry records of others; more than this is no name that somebody looks after. */
const RECORD_COUNT_MAX = 50

/** Where the answer is looked for: in the zone of whoever the registry gave the address to. */
export const challengeName = (address: string): string => `${LABEL}.${reverseName(address)}`

/** @param servers `192.0.2.53` or `[2001:db8::53]:5353`; those of the machine when none are given */
export function dnsProbe(servers: readonly string[]): Probe {
  return async ({ address, answer }) => {
    const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES })
    if (servers.length > 0) resolver.setServers(servers)
    const deadline = setTimeout(() => resolver.cancel(), DEADLINE_MS)
    try {
      const records = await resolver.resolveTxt(challengeName(address))
      return records.slice(0, RECORD_COUNT_MAX).some((parts) => parts.join('') === answer)
    } catch {
      // No such name, no such record, no answer: none of them is a proof.
      return false
    } finally {
      clearTimeout(deadline)
    }
  }
}

import type { Place } from '../../../gate/zone/zone-server.ts'
import type { RunCommand } from '../command.ts'
import { PlaneError } from '../errors.ts'
import { addPathRequest, deletePathRequest } from './api-messages.ts'
import { GrpcClient } from './grpc-client.ts'
import { type FlowRule, familyOf, matchWords } from './rule.ts'

/** How GoBGP is told of rules; each throws `PlaneError`. */
export type RuleChanges = {
  announce(rules: readonly FlowRule[]): Promise<void>
  withdraw(rules: readonly FlowRule[]): Promise<void>
  close(): void
}

/** More processes at once gain nothing on a machine with a few cores. */
const COMMANDS_AT_ONCE = 4
/** More on one connection only wait for each other. */
const CALLS_AT_ONCE = 100

/** A process of GoBGP's own command for each rule: some 20 ms of CPU. */
export function commandChanges(run: RunCommand, community: string): RuleChanges {
  const words = (verb: 'add' | 'del', rule: FlowRule): string[] => {
    const then = ['then', 'discard', ...(verb === 'add' ? ['community', community] : [])]
    return ['global', 'rib', verb, '-a', familyOf(rule), ...matchWords(rule), ...then]
  }
  return {
    announce: (rules) => someAtOnce(rules, COMMANDS_AT_ONCE, (rule) => run(words('add', rule))),
    withdraw: (rules) => someAtOnce(rules, COMMANDS_AT_ONCE, (rule) => run(words('del', rule))),
    close: () => {},
  }
}

/** GoBGP's gRPC, over one connection: a hundred rules take a few milliseconds. */
export function apiChanges(place: Place, community: string, timeoutMs: number): RuleChanges {
  const client = new GrpcClient(place, timeoutMs)
  const call = (method: string, message: Uint8Array): Promise<void> =>
    client.call(`/apipb.GobgpApi/${method}`, message)
  return {
    announce: (rules) =>
      someAtOnce(rules, CALLS_AT_ONCE, (rule) => call('AddPath', addPathRequest(rule, community))),
    withdraw: (rules) =>
      someAtOnce(rules, CALLS_AT_ONCE, (rule) =>
        call('DeletePath', deletePathRequest(rule, community)),
      ),
    close: () => client.close(),
  }
}

/** The first as long as the device knows it; from when it does not, the second. */
export function eitherChanges(first: RuleChanges, second: RuleChanges): RuleChanges {
  let isKnown = true
  const tell = async (verb: 'announce' | 'withdraw', rules: readonly FlowRule[]): Promise<void> => {
    if (isKnown)
      try {
        return await first[verb](rules)
      } catch (error) {
        if (!(error instanceof PlaneError) || error.code !== 'PLANE_ANSWER_UNREADABLE') throw error
        isKnown = false
      }
    await second[verb](rules)
  }
  return {
    announce: (rules) => tell('announce', rules),
    withdraw: (rules) => tell('withdraw', rules),
    close: () => {
      first.close()
      second.close()
    },
  }
}

async function someAtOnce<Item>(
  items: readonly Item[],
  countMax: number,
  work: (item: Item) => Promise<unknown>,
): Promise<void> {
  for (let start = 0; start < items.length; start += countMax)
    await Promise.all(items.slice(start, start + countMax).map(work))
}

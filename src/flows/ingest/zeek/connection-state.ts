/**
 * What a flow tool's verdict on a connection says about the TCP flags that were seen. Only what the
 * word implies is claimed: a flag that merely may have been there is not set.
 */
import { PROTOCOL_TCP } from '../../../core/protocol.ts'
import type { FlowDraft } from '../sink/flow-draft.ts'
import { flagsOfLetters, TCP } from '../value/tcp-flags.ts'

/** Forward flags in the low octet, reverse flags in the next. */
export type FlagPair = number

const { FIN, SYN, RST, ACK } = TCP
const pair = (forward: number, reverse: number): FlagPair => forward | (reverse << 8)

/** Zeek, conn.log `conn_state` (its manual, base/protocols/conn/main.zeek). */
const ZEEK_STATES: readonly (readonly [string, FlagPair])[] = [
  // Attempt seen, no reply.
  ['S0', pair(SYN, 0)],
  // Established, not terminated; S2 and S3: one side wanted to close and the other did not answer.
  ['S1', pair(SYN | ACK, SYN | ACK)],
  ['S2', pair(SYN | ACK | FIN, SYN | ACK)],
  ['S3', pair(SYN | ACK, SYN | ACK | FIN)],
  ['SF', pair(SYN | ACK | FIN, SYN | ACK | FIN)],
  // Attempt rejected.
  ['REJ', pair(SYN, RST | ACK)],
  // Established, then aborted by the originator or by the responder.
  ['RSTO', pair(SYN | ACK | RST, SYN | ACK)],
  ['RSTR', pair(SYN | ACK, SYN | ACK | RST)],
  // SYN and then RST from the originator, no answer; RSTRH: SYN-ACK and RST from a responder alone.
  ['RSTOS0', pair(SYN | RST, 0)],
  ['RSTRH', pair(0, SYN | ACK | RST)],
  // SYN and then FIN from the originator, no answer; SHR: SYN-ACK and FIN from a responder alone.
  ['SH', pair(SYN | FIN, 0)],
  ['SHR', pair(0, SYN | ACK | FIN)],
  // No SYN seen, traffic from the middle of a connection.
  ['OTH', pair(ACK, ACK)],
]

/** Argus, `state` of a TCP record printed as a word instead of flag letters (ra(1)). */
const ARGUS_WORDS: readonly (readonly [string, FlagPair])[] = [
  ['REQ', pair(SYN, 0)],
  ['ACC', pair(SYN, SYN | ACK)],
  ['EST', pair(ACK, ACK)],
  ['CON', pair(ACK, ACK)],
  ['FIN', pair(ACK | FIN, ACK | FIN)],
  ['CLO', pair(ACK | FIN, ACK | FIN)],
]

const WORDS: ReadonlyMap<string, FlagPair> = new Map([...ZEEK_STATES, ...ARGUS_WORDS])

/** Words are few; letters of Argus come in some hundred combinations. */
const CACHE_COUNT_MAX = 4_096
const cache = new Map<string, FlagPair>()

/**
 * `SF`, `S0` … of Zeek, `FSPA_FSPA`, `S_`, `CON` … of Argus to TCP flags of both directions. A word
 * that says nothing about flags (`INT`, `TIM`, a state of UDP) is 0.
 */
export function flagsOfState(state: string): FlagPair {
  const known = cache.get(state)
  if (known !== undefined) return known
  if (cache.size >= CACHE_COUNT_MAX) cache.clear()
  const flags = WORDS.get(state) ?? flagsOfArgusLetters(state)
  cache.set(state, flags)
  return flags
}

/** Only TCP has flags, and a direction in which nothing was seen has none. Needs the counts set. */
export function setFlags(draft: FlowDraft, flags: FlagPair): void {
  const isTcp = draft.protocol === PROTOCOL_TCP
  draft.tcpFlags = isTcp && draft.packets > 0 ? flags & 0xff : 0
  draft.reverseTcpFlags = isTcp && draft.reversePackets > 0 ? flags >> 8 : 0
}

function flagsOfArgusLetters(state: string): FlagPair {
  const match = /^([FSRPAUEC]*)_([FSRPAUEC]*)$/.exec(state)
  return match ? pair(flagsOfLetters(match[1]!), flagsOfLetters(match[2]!)) : 0
}

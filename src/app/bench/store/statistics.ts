import type { FlowStore } from '../../../flows/store/flow-store.ts'
import { median } from '../median.ts'

/** The questions that an analyst asks first, each of one pass over all flows. */
export const QUESTIONS = {
  serversByOctets: `SELECT IPv6NumToString(dst_address) AS address, sum(octets) AS value
    FROM flows GROUP BY dst_address ORDER BY value DESC, dst_address LIMIT 10`,
  endpointsByOctets: `SELECT IPv6NumToString(dst_address) AS address, protocol, dst_port AS port, sum(octets) AS value
    FROM flows GROUP BY dst_address, protocol, dst_port ORDER BY value DESC, dst_address, protocol, dst_port LIMIT 10`,
  /** Exact: no sketch. */
  endpointsByClients: `SELECT IPv6NumToString(dst_address) AS address, protocol, dst_port AS port, uniqExact(src_address) AS value
    FROM flows GROUP BY dst_address, protocol, dst_port ORDER BY value DESC, dst_address, protocol, dst_port LIMIT 10`,
} as const

export type Question = keyof typeof QUESTIONS

export type Answer = {
  readonly address: string
  readonly protocol?: number
  readonly port?: number
  readonly value: number
}

export type Statistic = {
  /** Of the rounds; the first includes reading from disk what no cache holds. */
  readonly medianSeconds: number
  readonly roundSeconds: readonly number[]
  readonly answers: readonly Answer[]
}

const ACCESS = {
  purpose: 'service-operation',
  actor: 'bench',
  reason: 'statistics over simulated flows',
} as const

/** Asks one question so many times, through the store's audited door. */
export async function askStore(
  store: FlowStore,
  question: Question,
  roundCount: number,
): Promise<Statistic> {
  const roundSeconds: number[] = []
  let answers: Answer[] = []
  for (let round = 0; round < roundCount; round++) {
    const startMs = performance.now()
    answers = await store.query<Answer>(ACCESS, QUESTIONS[question])
    roundSeconds.push((performance.now() - startMs) / 1000)
  }
  return { medianSeconds: median(roundSeconds), roundSeconds, answers }
}

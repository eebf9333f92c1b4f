import { ritaScore } from '../../beacon/rita-score.ts'
import { ELASTIC_BUCKET_SECONDS, ELASTIC_BUCKETS, elasticBeaconScore } from './elastic-beacon.ts'

/** Contacts of one client with one endpoint, in order of time. */
export type PairSeries = {
  /** Whole seconds. */
  readonly seconds: readonly number[]
  /** Octets of each contact, to the server and back. */
  readonly up: readonly number[]
  readonly down: readonly number[]
}

const WINDOW_SECONDS = ELASTIC_BUCKETS * ELASTIC_BUCKET_SECONDS
/** Elastic's transform runs every hour; every third run sees what the others see. */
const STEP_SECONDS = 3 * 3600
/** Fewer contacts cannot fill the buckets that the transform asks for. */
const ELASTIC_CONTACTS_MIN = 7
/** RITA looks at one day. */
const RITA_SECONDS = 86_400

/** @param span first and last second of the data set */
export function beaconScores(
  pair: PairSeries,
  span: { readonly first: number; readonly last: number },
): { readonly rita: number; readonly elastic: number } {
  const from = Math.max(span.first, span.last - RITA_SECONDS)
  const start = pair.seconds.findIndex((second) => second >= from)
  const rita =
    start < 0
      ? undefined
      : ritaScore(pair.seconds.slice(start), pair.up.slice(start), { first: from, last: span.last })
  return { rita: rita?.score ?? Number.NaN, elastic: elasticScore(pair, span) }
}

/** The highest score of any run of the rule over the data. */
function elasticScore(
  pair: PairSeries,
  span: { readonly first: number; readonly last: number },
): number {
  if (pair.seconds.length < ELASTIC_CONTACTS_MIN) return 0
  let best = 0
  const end = Math.max(span.first + WINDOW_SECONDS, span.last + 1)
  for (let to = end; to > span.first; to -= STEP_SECONDS) {
    const score = windowScore(pair, to - WINDOW_SECONDS, to)
    if (score > best) best = score
    if (to - WINDOW_SECONDS <= span.first) break
  }
  return best
}

function windowScore(pair: PairSeries, from: number, to: number): number {
  const counts = new Float64Array(ELASTIC_BUCKETS)
  const upOctets = new Float64Array(ELASTIC_BUCKETS)
  const downOctets = new Float64Array(ELASTIC_BUCKETS)
  let contacts = 0
  for (let i = 0; i < pair.seconds.length; i++) {
    const second = pair.seconds[i]!
    if (second < from || second >= to) continue
    const bucket = Math.floor((second - from) / ELASTIC_BUCKET_SECONDS)
    counts[bucket]!++
    upOctets[bucket]! += pair.up[i]!
    downOctets[bucket]! += pair.down[i]!
    contacts++
  }
  if (contacts < ELASTIC_CONTACTS_MIN) return 0
  for (let i = 0; i < ELASTIC_BUCKETS; i++) {
    if (counts[i] === 0) continue
    upOctets[i]! /= counts[i]!
    downOctets[i]! /= counts[i]!
  }
  return elasticBeaconScore({ counts, upOctets, downOctets })
}

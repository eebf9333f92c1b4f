import { SeededRandom } from '../core/random.ts'
import { FEATURES } from './features/catalogue.ts'
import type { EndpointFeatures } from './features/extract-features.ts'
import type { EndpointFacts } from './features/feature.ts'
import type { Model } from './model/model.ts'
import type { Sample } from './model/sample.ts'
import { trainModel } from './model/train-model.ts'

/** Test fixture: a small model with a reference, made in a second. Not used outside tests. */

/** Features that differ between the planted and the rest, by so many deviations. */
const TOLD_APART: ReadonlyMap<string, number> = new Map([
  ['scanning_lift_log2', 2],
  ['rita_max', 1.5],
  ['down_octets_per_contact_log2', -1.5],
  ['server_out_degree_log2', -1],
  ['gap_spread', -1],
  ['port_class', 1],
])

export function smallSamples(count: number, seed: number): Sample[] {
  const random = new SeededRandom(seed)
  return Array.from({ length: count }, (_, i) => {
    const label = i % 12 === 0 ? 1 : 0
    const kinds = label === 1 ? ['irc-bot', 'http-beacon'] : ['ntp', 'push', '']
    const kind = random.pick(kinds)
    return {
      label,
      view: 'provider',
      seed: Math.floor(i / 12) % 4,
      values: Float64Array.from(FEATURES, ({ name }) => {
        const value = random.normal((TOLD_APART.get(name) ?? 0) * label, 1)
        return random.next() < 0.1 ? Number.NaN : value
      }),
      ...(kind === '' ? {} : { kind }),
    }
  })
}

export function smallModel(seed = 1): Model {
  return trainModel(smallSamples(1_200, seed), {
    seed,
    features: FEATURES,
    calibration: smallSamples(1_200, seed + 1),
    bagCount: 2,
    treeCount: 30,
    card: {
      title: `small model ${seed}`,
      trainedOn: 'made-up rows',
      seeds: { training: [seed], calibration: [seed + 1] },
      limits: ['Made for a test.'],
    },
  })
}

/** A row as detection has it, of a sample's values. */
export function rowOf(
  values: ArrayLike<number>,
  facts: Partial<EndpointFacts> = {},
): EndpointFeatures {
  return {
    endpoint: { address: '198.51.100.9', protocol: 'tcp', port: 6667 },
    values: Float64Array.from(values),
    isOnlyKnocked: false,
    isFew: false,
    isPrivate: false,
    facts: {
      clients: 31,
      contacts: 400,
      contactsMax: 20,
      scanningClients: 24,
      spammingClients: 0,
      floodingClients: 0,
      knockingClients: 0,
      refusedClients: 0,
      rhythmClients: 8,
      beaconClients: 8,
      unanswered: 0,
      gapSeconds: 60,
      upOctets: 1,
      downOctets: 1,
      downPackets: 1,
      serverPorts: 1,
      networkNeighbours: 0,
      samePortServers: 1,
      siblings: 0,
      sampling: 1,
      oneOf: 1,
      loss: 0,
      knownClients: 2,
      knownControllers: 1,
      listedNeighbours: 3,
      ...facts,
    },
  }
}

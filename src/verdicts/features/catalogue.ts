import { ANSWER_FEATURES } from './answer-features.ts'
import { BEHAVIOUR_FEATURES } from './behaviour-features.ts'
import { CLIENT_FEATURES, RATE_FEATURES } from './client-features.ts'
import { CONTACT_FEATURES } from './contact-features.ts'
import type { FeatureDefinition } from './feature.ts'
import { LIST_FEATURES } from './list-features.ts'
import { GRAPH_FEATURES, PORT_FEATURES } from './network-features.ts'
import { BEACON_FEATURES, TIME_FEATURES } from './rhythm-features.ts'
import { SIZE_FEATURES } from './size-features.ts'
import { THIN_FEATURES } from './thin-features.ts'

/** Every feature, in the order of the values in a row. None holds an identity: no address, no ASN. */
export const FEATURES: readonly FeatureDefinition[] = [
  ...SIZE_FEATURES,
  ...CLIENT_FEATURES,
  ...RATE_FEATURES,
  ...CONTACT_FEATURES,
  ...THIN_FEATURES,
  ...ANSWER_FEATURES,
  ...TIME_FEATURES,
  ...BEACON_FEATURES,
  ...PORT_FEATURES,
  ...BEHAVIOUR_FEATURES,
  ...GRAPH_FEATURES,
  ...LIST_FEATURES,
]

export const FEATURE_NAMES: readonly string[] = FEATURES.map((feature) => feature.name)

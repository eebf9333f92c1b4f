import type { Bilingual } from '../../core/bilingual.ts'
import type { DropOut } from '../model/train-model.ts'

/** Kinds of evidence (docs/explanation/detection.md); two independent ones are needed to share. */
export const EVIDENCE_GROUPS = {
  size: { en: 'size', ja: '通信量' },
  clients: { en: 'clients', ja: '端末' },
  rate: { en: 'rate', ja: '頻度' },
  time: { en: 'time', ja: '時間' },
  beacon: { en: 'rhythm', ja: '周期' },
  port: { en: 'port', ja: 'ポート' },
  behaviour: { en: 'what its clients do', ja: '端末の振る舞い' },
  graph: { en: 'neighbourhood', ja: '周辺' },
  lists: { en: 'reputation lists', ja: 'レピュテーションリスト' },
} as const satisfies Record<string, Bilingual>

export type EvidenceGroup = keyof typeof EVIDENCE_GROUPS

/** Counts about one endpoint that sentences quote. Never an address, never a list of clients. */
export type EndpointFacts = {
  readonly clients: number
  readonly contacts: number
  readonly contactsMax: number
  readonly scanningClients: number
  readonly spammingClients: number
  readonly floodingClients: number
  readonly knockingClients: number
  readonly refusedClients: number
  readonly rhythmClients: number
  readonly beaconClients: number
  readonly unanswered: number
  readonly gapSeconds: number
  readonly upOctets: number
  readonly downOctets: number
  readonly downPackets: number
  readonly serverPorts: number
  readonly networkNeighbours: number
  readonly samePortServers: number
  readonly siblings: number
  /** One packet in so many was seen, at the thinnest sampling involved. */
  readonly sampling: number
  /** One client in so many was looked at; from 2 on, counts of what all do are estimates. */
  readonly oneOf: number
  /** Share of records, 0–1, that the exporters which saw it sent in the window and that we never got. */
  readonly loss: number
  /** Clients that are also in touch with a controller known to lists, and how many of those there are. */
  readonly knownClients: number
  readonly knownControllers: number
  /** Addresses of its network at which lists know a controller. */
  readonly listedNeighbours: number
}

/**
 * One definition of one feature: training, scoring and explaining all use it.
 * `sql` is an expression over the columns of the fold `endpoints`; NaN where it cannot be known.
 */
export type FeatureDefinition = {
  readonly name: string
  readonly group: EvidenceGroup
  readonly sql: string
  readonly unit: string
  /** What it measures, why it may tell a C2, and who published it. */
  readonly about: string
  /** 1 = more of it can never speak against; -1 = can never speak for. */
  readonly monotone?: 1 | -1
  /** Hidden from part of the training samples: helpful, but must not be leaned on. */
  readonly dropOut?: DropOut
  /** The fact in a sentence, true whichever way it weighs. */
  readonly say: (value: number, facts: EndpointFacts) => Bilingual
}

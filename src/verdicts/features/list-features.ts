import type { FeatureDefinition } from './feature.ts'
import type { KnownCompany } from './known-company.ts'
import { plural } from './wording.ts'

/**
 * Evidence group I: what reputation lists say of its surroundings (known-company.ts). Of the endpoint itself no list is
 * asked, and what its own voices say of others is left out (LITERATURE of label leakage; docs/explanation/labels.md).
 * Missing where no list is held. No query gives these: lists are kept outside the flow store.
 */
export const LIST_FEATURES: readonly (FeatureDefinition & {
  readonly of: (company: KnownCompany) => number
})[] = [
  {
    name: 'known_company',
    group: 'lists',
    sql: 'nan',
    of: ({ surprise }) => surprise,
    unit: '−log10 of a chance',
    about:
      'How improbable it is by chance that so many of its clients are also in touch with one controller that reputation lists know: infected devices carry several families (IEICE 2025: three in ten). What everybody contacts says nothing, listed or not.',
    monotone: 1,
    dropOut: 'lists',
    say: (_, { knownClients, knownControllers }) =>
      knownClients > 0
        ? {
            en: `${plural(knownClients, 'client')} of it ${knownClients === 1 ? 'is' : 'are'} also in touch with ${plural(knownControllers, 'known C&C server')}`,
            ja: `端末のうち${knownClients}台が、既知のC&Cサーバ${knownControllers}台とも通信しています`,
          }
        : {
            en: 'none of its clients is in touch with a known C&C server',
            ja: '既知のC&Cサーバと通信する端末はありません',
          },
  },
  {
    name: 'known_company_overlap',
    group: 'lists',
    sql: 'nan',
    of: ({ overlap }) => overlap,
    unit: 'Jaccard index, 0 to 1',
    about:
      'The largest overlap of its clients with those of one known controller: one botnet with two addresses has the same bots.',
    monotone: 1,
    dropOut: 'lists',
    say: (value) =>
      value > 0
        ? {
            en: `its clients and those of one known C&C server overlap to ${Math.round(100 * value)} %`,
            ja: `既知のC&Cサーバ1台と端末が${Math.round(100 * value)}%重なります`,
          }
        : {
            en: 'it shares no client with a known C&C server',
            ja: '既知のC&Cサーバと共通の端末はありません',
          },
  },
  {
    name: 'listed_neighbours_log2',
    group: 'lists',
    sql: 'nan',
    of: ({ neighbours }) => Math.log2(1 + neighbours),
    unit: 'log2(1 + addresses)',
    about:
      'Controllers that lists know in its /24 or /64: some hosts rent to whoever pays (DESIGN: density of lists around it).',
    monotone: 1,
    dropOut: 'lists',
    say: (_, { listedNeighbours }) =>
      listedNeighbours > 0
        ? {
            en: `lists know C&C servers at ${plural(listedNeighbours, 'address', 'addresses')} of the same network`,
            ja: `同じネットワークの${listedNeighbours}アドレスが、C&Cサーバとしてリストに載っています`,
          }
        : {
            en: 'lists know no C&C server in its network',
            ja: '同じネットワークにリスト掲載のC&Cサーバはありません',
          },
  },
]

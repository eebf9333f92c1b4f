import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MINUTE_MS } from '../../core/time-span.ts'
import {
  FlowTable,
  type HandmadeFlow,
  ONE_SITE,
  START_MS,
  SYN,
  WHOLE,
} from '../flow-table-fixture.ts'
import type { ExtractOptions } from '../fold/extract-options.ts'
import { FEATURE_NAMES } from './catalogue.ts'
import { extractFeatures } from './extract-features.ts'
import { GUILT_FEATURE } from './guilt.ts'

const CROWDED = '198.51.100.1'
const PLAIN = '198.51.100.2'
/** More than a hundred, and more than one client in twenty, would be a popular service, which is no candidate. */
const CROWD = 100
const CLIENTS_OF_PLAIN = 40

/** Every client calls the crowded service, some another one; every fourth client probes telnet elsewhere. */
function crowd(): HandmadeFlow[] {
  return Array.from({ length: CROWD }, (_, client): HandmadeFlow[] => {
    const from = `100.64.${client >> 6}.${1 + (client & 63)}`
    const call = (to: string, times: number): HandmadeFlow[] =>
      Array.from({ length: times }, (_, i) => ({
        atMs: START_MS + (client % 50) * 1_000 + i * 10 * MINUTE_MS,
        from,
        fromPort: 40_000 + i,
        to,
        port: 443,
        flags: WHOLE,
        octets: 500 + (client % 7),
        back: { packets: 4, octets: 300, flags: WHOLE },
      }))
    const probes = Array.from(
      { length: client % 4 === 0 ? 6 : 0 },
      (_, i): HandmadeFlow => ({
        atMs: START_MS + i * 1_000,
        from,
        fromPort: 50_000 + i,
        to: `192.0.2.${(client + i) % 250}`,
        port: 23,
        flags: SYN,
      }),
    )
    return [
      ...call(CROWDED, 1 + (client % 5)),
      ...(client < CLIENTS_OF_PLAIN ? call(PLAIN, 3) : []),
      ...probes,
    ]
  }).flat()
}

test('of a crowded service some clients are looked at, and stand for all', async () => {
  await using table = await FlowTable.open()
  await table.replace(crowd())
  await table.fold()
  const extract = async (bounds: Pick<ExtractOptions, 'drawnClients' | 'sliceCostMax'> = {}) => {
    const { rows } = await extractFeatures(table, { ...ONE_SITE, minClients: 3, ...bounds })
    return new Map(rows.map((row) => [row.endpoint.address, row]))
  }
  const [whole, drawn] = [await extract(), await extract({ drawnClients: 24 })]
  assert.deepEqual(
    drawn,
    await extract({ drawnClients: 24, sliceCostMax: 1_000 }),
    'however few clients are looked at together',
  )
  const plain = (rows: typeof whole) => {
    const { values, ...told } = rows.get(PLAIN)!
    // What comes over clients of other services follows who was looked at there.
    return { ...told, values: values.filter((_, i) => FEATURE_NAMES[i] !== GUILT_FEATURE) }
  }
  assert.deepEqual(plain(drawn), plain(whole))
  const [all, some] = [whole.get(CROWDED)!, drawn.get(CROWDED)!]
  assert.equal(all.facts.oneOf, 1)
  assert.equal(some.facts.oneOf, 4, '100 clients are more than 4 times 24, and less than 8 times')
  for (const fact of ['clients', 'contacts', 'scanningClients', 'upOctets'] as const) {
    const ratio = some.facts[fact] / all.facts[fact]
    assert.ok(ratio > 0.6 && ratio < 1.5, `${fact} ${ratio}`)
    assert.equal(some.facts[fact] % 4, 0)
  }
  const value = (row: typeof all, name: string) => row.values[FEATURE_NAMES.indexOf(name)]!
  for (const [name, tolerance] of [
    ['clients_log2', 0.5],
    ['reach_log2', 0.5],
    ['contacts_per_client_log2', 0.3],
    ['single_contact_share', 0.15],
    ['packet_size_disagreement', 0.1],
    ['gap_median_log2', 0.01],
  ] as const)
    assert.ok(
      Math.abs(value(some, name) - value(all, name)) <= tolerance,
      `${name} ${value(some, name)} ${value(all, name)}`,
    )
})

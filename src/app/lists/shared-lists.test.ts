import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, it } from 'node:test'
import type { ListedEntry } from '../../cases/lists/listed-entry.ts'
import { readLoaded } from '../../cases/lists/read-loaded.ts'
import { canonicalAddress } from '../../core/address.ts'
import { DAY_MS } from '../../core/time-span.ts'
import { type LabelEntry, LabelLedger } from '../../verdicts/labels/index.ts'
import { readParquetTable } from './parquet-table.ts'

const LISTS = resolve(import.meta.dirname, '../../../../shared/data/lists')
const skip = existsSync(LISTS) ? false : 'the public lists are not beside this checkout'

async function read(name: string): Promise<readonly ListedEntry[]> {
  const path = `${LISTS}/${name}`
  const { list } = await readLoaded(
    {
      octets: readFileSync(path),
      etag: null,
      lastModified: null,
      place: name,
      path,
      beside: async () => assert.fail('a table stands alone'),
    },
    {
      listKind: 'reputation',
      defaultKind: 'controller',
      isSubscriber: () => false,
      format: null,
      columns: {},
      feedState: null,
      readTable: readParquetTable,
    },
  )
  assert.equal(list.badLineCount, 0)
  return list.entries
}

function labelEntry(source: string, entry: ListedEntry): LabelEntry {
  const { port, protocol, kind, firstListedAtMs, lastVerifiedAtMs, lastRemovedAtMs, endsAtMs } =
    entry
  const address = canonicalAddress(entry.network.split('/')[0]!)!
  const when = { firstListedAtMs: firstListedAtMs!, lastVerifiedAtMs, lastRemovedAtMs, endsAtMs }
  return { source, address, port, protocol, kind, ...when }
}

describe('public lists', { skip }, () => {
  it('a history without ports labels nothing until it is known what else the addresses serve', async () => {
    const entries = (await read('c2tracker-to-2025.parquet')).map((entry) =>
      labelEntry('c2tracker', entry),
    )
    assert.ok(entries.length > 100_000)
    const listedUntilMs = Math.max(...entries.map(({ firstListedAtMs }) => firstListedAtMs))
    const source = {
      name: 'c2tracker',
      origin: null,
      reliability: 0.8,
      halfLifeDays: 14,
      isVerifying: true,
      listedUntilMs,
    }
    const ledger = new LabelLedger({ sources: [source], entries })
    const controllers = entries.filter(({ kind }) => kind === 'controller').slice(0, 5_000)
    let positives = 0
    for (const { address, firstListedAtMs } of controllers) {
      const endpoint = { address, protocol: 'tcp', port: 443 }
      const atMs = firstListedAtMs + DAY_MS / 2
      const label = (clientCount: number) =>
        ledger.label(endpoint, atMs, { sharing: { portCount: 1, clientCount, nameCount: null } })
          .kind
      assert.equal(ledger.label(endpoint, atMs).kind === 'positive', false)
      assert.equal(label(50_000) === 'positive', false)
      if (label(5) === 'positive') positives++
    }
    // All but those that another row of the same list calls something else, such as a sinkhole.
    assert.ok(positives > 0.99 * controllers.length)
    assert.deepEqual([...ledger.positives(listedUntilMs)], [])
  })

  it('a history with ports labels ports', async () => {
    const entries = (await read('foxit_cobaltstrike.csv')).map((entry) =>
      labelEntry('foxit', entry),
    )
    assert.ok(
      entries.every(({ port, lastVerifiedAtMs }) => port !== null && lastVerifiedAtMs !== null),
    )
    const source = {
      name: 'foxit',
      origin: null,
      reliability: 0.9,
      halfLifeDays: 14,
      isVerifying: false,
      listedUntilMs: Date.UTC(2026, 0, 1),
    }
    const ledger = new LabelLedger({ sources: [source], entries })
    const year = [...ledger.positives(Date.UTC(2018, 6, 1))]
    assert.ok(year.length > 100)
    assert.deepEqual([...ledger.positives(Date.UTC(2026, 0, 1))], [])
  })
})

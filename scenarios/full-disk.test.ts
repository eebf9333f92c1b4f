/** A disk that fills up and is freed again, and where every record went. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { mountRefusal, runWhereMountsAreOurs } from '../tools/testing/mount-namespace.ts'

const DRILL = join(import.meta.dirname, 'drills/full-disk.ts')

type Account = {
  readonly sent: number
  readonly stored: { readonly records: number; readonly distinct: number }
  readonly dropped: number
}

async function drill(place: 'spool' | 'flows' | 'audit'): Promise<Account> {
  const { status, stdout, stderr } = await runWhereMountsAreOurs(DRILL, place)
  assert.equal(status, 0, stderr)
  return JSON.parse(stdout.trim().split('\n').at(-1)!)
}

describe('a full disk', { skip: mountRefusal() }, () => {
  test('under the spool: the newest records are dropped and counted, until there is room', async (context) => {
    const { sent, stored, dropped } = await drill('spool')
    assert.ok(dropped > 0)
    assert.equal(stored.records, stored.distinct, 'none twice')
    assert.equal(stored.records + dropped, sent, 'stored or dropped, none unaccounted for')
    context.diagnostic(JSON.stringify({ sent, stored: stored.records, dropped }))
  })

  test('under the engine: the spool holds what is received, and the store has it all in the end', async (context) => {
    const { sent, stored, dropped } = await drill('flows')
    assert.deepEqual({ stored, dropped }, { stored: { records: sent, distinct: sent }, dropped: 0 })
    context.diagnostic(JSON.stringify({ sent, stored: stored.records, dropped }))
  })

  test('under the audit: nobody looks, nothing received is lost, and the chain is whole after', async () => {
    const { sent, stored, dropped } = await drill('audit')
    assert.deepEqual({ stored, dropped }, { stored: { records: sent, distinct: sent }, dropped: 0 })
  })
})

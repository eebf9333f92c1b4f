import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { benchHub } from './hub-bench.ts'

/** Ten times the list may cost a little more (deeper trees, more memory), and never ten times as much. */
const GROWTH_MAX = 4

test('what a change costs the hub does not grow with its list', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'noroshi-hub-bench-'))
  try {
    const options = { directory, warnings: 4_000, members: 4, onProgress: () => {} }
    const { lists, growth, churnShareOfHour } = await benchHub(options)
    for (const [what, ratio] of Object.entries(growth))
      assert.ok(ratio < GROWTH_MAX, `${what}: ${ratio.toFixed(2)} × with ten times the list`)
    const [tenth, full] = lists
    // That the list did grow, a whole list tells; that members are told of every change, a delta.
    assert.ok(full.snapshot.octets > 8 * tenth.snapshot.octets)
    for (const { changes } of lists)
      assert.deepEqual(
        changes.map(({ delta }) => Math.round(delta.octets / changes[0]!.delta.octets)),
        [1, 8, 78],
      )
    // Ten times the changes in one delta cost less than ten deltas.
    const [few, , many] = full.changes
    assert.ok(many!.delta.cpuMs < 100 * few!.delta.cpuMs)
    assert.ok(churnShareOfHour > 0 && churnShareOfHour < 1)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
})

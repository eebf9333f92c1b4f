import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { DryRunPlane } from '../dry-run-plane.ts'
import type { AfterSilence } from '../plane.ts'
import { Keeper } from './keeper.ts'

/** Long enough that a busy machine still beats in time. */
const LEASE_MS = 1_500
let directory: string
let ended: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'noroshi-keeper-'))
  ended = join(directory, 'ended')
})
afterEach(() => rmSync(directory, { recursive: true }))

class Needy extends DryRunPlane {
  override readonly afterSilence: AfterSilence
  constructor(command: readonly string[]) {
    const capacity = { targets: null, sources: null }
    super({ name: 'routers', kind: 'flowspec', capacity, isPortless: false, leaseMs: LEASE_MS })
    this.afterSilence = { kind: 'flowspec', command, community: '1:1' }
  }
}
/** In place of GoBGP: an empty table, and a mark when somebody has asked for all of it. */
const plane = (): Needy => {
  const script = join(directory, 'gobgp')
  writeFileSync(script, `#!/bin/sh\necho '{}'\ncase "$*" in *ipv6*) touch ${ended} ;; esac\n`, {
    mode: 0o755,
  })
  return new Needy([script])
}
async function isEndedWithin(ms: number): Promise<boolean> {
  for (let waited = 0; waited < ms; waited += 50) {
    if (existsSync(ended)) return true
    await delay(50)
  }
  return false
}

it('ends the rules after a lease of silence, and not while it is told of renewals', async () => {
  const keeper = await Keeper.start(directory, 'one', [plane()])
  for (let i = 0; i < 10; i++) {
    keeper.beat('routers')
    await delay(LEASE_MS / 5)
  }
  assert.ok(!existsSync(ended))
  assert.ok(await isEndedWithin(10 * LEASE_MS))
  await keeper[Symbol.asyncDispose]()
})

it('goes on when the pipe ends, and leaves everything to a newer one', async () => {
  const old = await Keeper.start(directory, 'one', [plane()])
  old.beat('routers')
  await old[Symbol.asyncDispose]()
  const young = await Keeper.start(directory, 'two', [plane()])
  for (let i = 0; i < 15; i++) {
    young.beat('routers')
    await delay(LEASE_MS / 5)
  }
  assert.ok(!existsSync(ended))
  await young[Symbol.asyncDispose]()
  assert.ok(await isEndedWithin(10 * LEASE_MS))
})

it('told to end, it ends the rules first', async () => {
  const keeper = await Keeper.start(directory, 'one', [plane()])
  // Until it listens; before, it would end without a word, and be replaced.
  await delay(LEASE_MS / 2)
  keeper.beat('routers')
  process.kill(keeper.processId!, 'SIGTERM')
  // Else another would take its place, and try for ever to end what this test takes away.
  await keeper[Symbol.asyncDispose]()
  assert.ok(await isEndedWithin(10 * LEASE_MS))
})

it('is not there where every device ends its rules itself', async () => {
  const capacity = { targets: null, sources: null }
  const facts = { name: 'edge', kind: 'nftables', capacity, isPortless: false } as const
  const keeper = await Keeper.start(directory, 'one', [new DryRunPlane({ ...facts, leaseMs: 1 })])
  assert.equal(keeper.processId, undefined)
  await keeper[Symbol.asyncDispose]()
})

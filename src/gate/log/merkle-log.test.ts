import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import fc from 'fast-check'
import { LogError, type LogErrorCode } from './errors.ts'
import { EMPTY_ROOT, leafHash, nodeHash, splitOf } from './merkle.ts'
import { ENTRY_OCTETS_MAX, MerkleLog } from './merkle-log.ts'
import { verifyConsistency, verifyInclusion } from './proof.ts'
import { formatTileIndex, isTilePath } from './tile-path.ts'
import { tileDirectory, tileMemory } from './tile-store.ts'

const directory = mkdtempSync(join(tmpdir(), 'noroshi-log-'))
after(() => rmSync(directory, { recursive: true }))

const entriesUpTo = (count: number, from = 0): Buffer[] =>
  Array.from({ length: count - from }, (_, index) => Buffer.from(`entry ${from + index}`))
const logOf = (count: number): MerkleLog => {
  const log = new MerkleLog(tileMemory(), 0)
  log.append(entriesUpTo(count))
  return log
}
/** The definition of RFC 6962 §2.1, word for word. */
function treeHash(entries: readonly Buffer[]): Buffer {
  if (entries.length === 0) return EMPTY_ROOT
  if (entries.length === 1) return leafHash(entries[0]!)
  const split = splitOf(entries.length)
  return nodeHash(treeHash(entries.slice(0, split)), treeHash(entries.slice(split)))
}
const refused = (act: () => unknown, code: LogErrorCode) =>
  assert.throws(act, (error) => error instanceof LogError && error.code === code)

describe('a Merkle log', () => {
  it('has the roots that the tests of Certificate Transparency publish', () => {
    const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657']
    inputs.push('606162636465666768696a6b6c6d6e6f')
    const roots = [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
      '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ]
    const log = new MerkleLog(tileMemory(), 0)
    for (const [index, input] of inputs.entries()) {
      log.append([Buffer.from(input, 'hex')])
      assert.equal(log.root().toString('hex'), roots[index])
    }
    assert.equal(
      EMPTY_ROOT.toString('hex'),
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    )
  })

  it('is the tree of the standard at every size, however entries come in', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 6 }), (parts) => {
        const log = new MerkleLog(tileMemory(), 0)
        let count = 0
        for (const part of parts) {
          assert.equal(log.append(entriesUpTo(count + part, count)), count)
          count += part
        }
        assert.deepEqual(log.root(), treeHash(entriesUpTo(count)))
        for (const index of [0, 255, 256, count - 1].filter((i) => i >= 0 && i < count))
          assert.equal(log.entry(index).toString(), `entry ${index}`)
      }),
      { numRuns: 40 },
    )
  })

  it('proves every entry in every tree, and every tree in every later one', () => {
    const log = logOf(70)
    for (let size = 1; size <= 70; size++) {
      for (let index = 0; index < size; index++)
        verifyInclusion(
          leafHash(Buffer.from(`entry ${index}`)),
          index,
          size,
          log.inclusionProof(index, size),
          log.root(size),
        )
      for (let old = 0; old <= size; old++)
        verifyConsistency(
          { size: old, root: log.root(old) },
          { size, root: log.root(size) },
          log.consistencyProof(old, size),
        )
    }
  })

  it('proves across tiles of every level', () => {
    const log = logOf(66_000)
    for (const old of [1, 255, 256, 257, 65_535, 65_536, 65_537, 65_999])
      verifyConsistency(
        { size: old, root: log.root(old) },
        { size: 66_000, root: log.root() },
        log.consistencyProof(old),
      )
    for (const index of [0, 256, 65_535, 65_536, 65_999])
      verifyInclusion(
        leafHash(log.entry(index)),
        index,
        66_000,
        log.inclusionProof(index),
        log.root(),
      )
    assert.ok(log.inclusionProof(0).length <= 17)
  })

  it('refuses a wrong inclusion: another place, entry, tree, or a path of another length', () => {
    const log = logOf(300)
    const leaf = leafHash(log.entry(5))
    const path = log.inclusionProof(5)
    const wrong = (...args: Parameters<typeof verifyInclusion>) =>
      refused(() => verifyInclusion(...args), 'INCLUSION_WRONG')
    wrong(leaf, 6, 300, path, log.root())
    wrong(leaf, 300, 300, path, log.root())
    wrong(leafHash(log.entry(6)), 5, 300, path, log.root())
    wrong(leaf, 5, 300, path, log.root(299))
    wrong(leaf, 5, 300, path.slice(1), log.root())
    wrong(leaf, 5, 300, [...path, log.root()], log.root())
    wrong(leaf, 5, 300, [], leaf)
    const bent = path.map((hash, i) => (i === 3 ? Buffer.from(hash).fill(1) : hash))
    wrong(leaf, 5, 300, bent, log.root())
  })

  it('refuses a fork and a rollback', () => {
    const log = logOf(300)
    const other = new MerkleLog(tileMemory(), 0)
    other.append([...entriesUpTo(99), Buffer.from('another story'), ...entriesUpTo(300, 100)])
    const old = { size: 120, root: log.root(120) }
    const forked = { size: 300, root: other.root() }
    for (const proof of [other.consistencyProof(120), log.consistencyProof(120), []])
      refused(() => verifyConsistency(old, forked, proof), 'LOG_FORKED')
    refused(() => verifyConsistency(old, { size: 120, root: other.root(120) }, []), 'LOG_FORKED')
    refused(
      () => verifyConsistency({ size: 300, root: log.root() }, old, log.consistencyProof(120)),
      'LOG_ROLLED_BACK',
    )
    const proof = log.consistencyProof(120)
    const next = { size: 300, root: log.root() }
    refused(() => verifyConsistency(old, next, [...proof, log.root()]), 'LOG_FORKED')
    refused(() => verifyConsistency(old, next, proof.slice(1)), 'LOG_FORKED')
  })

  it('no proof made of anything verifies, nor breaks the verifier', () => {
    const log = logOf(20)
    const hash = fc.uint8Array({ minLength: 32, maxLength: 32 })
    fc.assert(
      fc.property(fc.nat(40), fc.nat(40), fc.array(hash, { maxLength: 8 }), (a, b, path) => {
        const strange = Buffer.alloc(32, 9)
        assert.throws(() => verifyInclusion(strange, a, b, path, log.root()), LogError)
        const [old, next] = [Math.min(a, b), Math.max(a, b) + 1]
        assert.throws(
          () =>
            verifyConsistency({ size: old, root: strange }, { size: next, root: log.root() }, path),
          LogError,
        )
      }),
    )
  })
})

describe('the tiles of a log', () => {
  it('are named as the specification names them', () => {
    assert.equal(formatTileIndex(1_234_067), 'x001/x234/067')
    assert.equal(formatTileIndex(0), '000')
    for (const path of ['tile/0/000', 'tile/63/x001/x234/067', 'tile/entries/999.p/255'])
      assert.ok(isTilePath(path), path)
    for (const path of [
      'tile/64/000',
      'tile/00/000',
      'tile/0/0',
      'tile/0/x000/001',
      'tile/0/000.p/0',
      'tile/0/000.p/256',
      'tile/0/../../key',
      'tile/0/000/',
    ])
      assert.ok(!isTilePath(path), path)
  })

  it('are those of the specification’s example, a tree of 70,000', () => {
    const place = join(directory, 'example')
    const log = new MerkleLog(tileDirectory(place), 0)
    log.append(entriesUpTo(70_000))
    const files = readdirSync(place, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(place.length + 1))
    const count = (pattern: RegExp) => files.filter((file) => pattern.test(file)).length
    assert.equal(count(/^tile\/0\/\d{3}$/), 273)
    assert.equal(count(/^tile\/1\/000$/), 1)
    for (const partial of ['tile/0/273.p/112', 'tile/1/001.p/17', 'tile/2/000.p/1'])
      assert.ok(files.includes(partial), partial)
    assert.equal(files.length, 2 * (273 + 1) + 3)
  })

  it('serve the log after a restart, and after a crash before the checkpoint was signed', () => {
    for (const crashedAt of [200, 256, 300, 513]) {
      const store = tileDirectory(join(directory, `crash-${crashedAt}`))
      new MerkleLog(store, 0).append(entriesUpTo(100))
      new MerkleLog(store, 100).append(entriesUpTo(crashedAt, 100))
      // The checkpoint still says 100; what is appended now is something else.
      const log = new MerkleLog(store, 100)
      const others = Array.from({ length: 600 }, (_, index) => Buffer.from(`other ${index}`))
      log.append(others)
      assert.deepEqual(log.root(), treeHash([...entriesUpTo(100), ...others]))
      assert.equal(log.entry(99).toString(), 'entry 99')
      assert.equal(log.entry(100).toString(), 'other 0')
    }
  })

  it('that are missing or cut are told as damage, never passed over', () => {
    const store = tileMemory()
    const log = new MerkleLog(store, 0)
    log.append(entriesUpTo(300))
    store.write('tile/0/000', Buffer.alloc(31))
    refused(() => log.inclusionProof(3), 'LOG_DAMAGED')
    refused(() => new MerkleLog(tileMemory(), 5).append(entriesUpTo(1)), 'LOG_DAMAGED')
    refused(() => log.append([Buffer.alloc(ENTRY_OCTETS_MAX + 1)]), 'LOG_ENTRY_TOO_LARGE')
  })
})

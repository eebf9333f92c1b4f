import assert from 'node:assert/strict'
import { beforeEach, it } from 'node:test'
import { blockingOf, endpointTarget } from '../blocking.fixture.ts'
import { FlowspecPlane } from './flowspec-plane.ts'
import { readRib } from './rule.ts'

const COMMUNITY = '65001:777'
const MARK = 65_001 * 2 ** 16 + 777
const POOL = '198.51.100.0/31'
const ALL = ['198.51.100.0/32', '198.51.100.1/32']
const C2 = endpointTarget('203.0.113.7')

/** GoBGP's table as it prints it (3.10), and its two commands. */
class FakeGobgp {
  readonly paths = new Map<string, { family: string; isMarked: boolean; nlri: object[] }>()
  commandCount = 0

  run = async (args: readonly string[]): Promise<string> => {
    this.commandCount++
    if (args.includes('match')) return this.#change(args)
    const family = args.at(-1)
    const rib = [...this.paths]
      .filter(([, path]) => path.family === family)
      .map(([key, { isMarked, nlri }]) => {
        const marks = isMarked ? [{ type: 8, communities: [MARK] }] : []
        return [key, [{ nlri: { value: nlri }, attrs: [{ type: 1, value: 2 }, ...marks] }]]
      })
    return JSON.stringify(Object.fromEntries(rib))
  }

  #change(args: readonly string[]): string {
    const word = (name: string): string => args[args.indexOf(name) + 1]!
    const nlri = [
      { type: 1, value: { prefix: word('destination') } },
      { type: 2, value: { prefix: word('source') } },
      { type: 3, value: [{ op: 129, value: Number(word('protocol').slice(2)) }] },
      { type: 5, value: [{ op: 145, value: Number(word('destination-port').slice(2)) }] },
    ]
    const key = JSON.stringify(nlri)
    const path = { family: word('-a'), isMarked: args.includes('community'), nlri }
    if (args[2] === 'add') this.paths.set(key, path)
    else this.paths.delete(key)
    return ''
  }
}

let gobgp: FakeGobgp
let plane: FlowspecPlane
beforeEach(() => {
  gobgp = new FakeGobgp()
  const choice = { name: 'routers', leaseMs: 60_000, pools: [POOL], ruleCountMax: 2 }
  plane = new FlowspecPlane({ ...choice, community: COMMUNITY, command: ['gobgp'] }, gobgp.run)
})

it('announces a pool only while the last address of it is granted', async () => {
  await plane.apply([blockingOf([C2], ALL.slice(1))])
  assert.equal(gobgp.paths.size, 0)
  assert.equal((await plane.apply([blockingOf([C2], ALL)])).added, 1)
  assert.deepEqual([...(await plane.heldTargets())], ['203.0.113.7:4444/tcp'])
  assert.equal((await plane.apply([blockingOf([C2], ALL.slice(1))])).removed, 1)
  assert.equal(gobgp.paths.size, 0)
})

it('takes the first targets up to its budget, of the pool’s family, and says that there were more', async () => {
  const others = [
    endpointTarget('2001:db8::7'),
    endpointTarget('203.0.113.8'),
    endpointTarget('203.0.113.9'),
  ]
  await plane.apply([blockingOf([C2, ...others], ALL)])
  assert.deepEqual([...(await plane.heldTargets())].sort(), [
    '203.0.113.7:4444/tcp',
    '203.0.113.8:4444/tcp',
  ])
  assert.deepEqual(plane.concerns(), ['PLANE_FULL'])
})

it('leaves alone what is not marked as ours, also where ours would stand', async () => {
  const match = ['match', 'source', POOL, 'destination', '203.0.113.7/32', 'protocol', '==6']
  await gobgp.run([
    'global',
    'rib',
    'add',
    '-a',
    'ipv4-flowspec',
    ...match,
    'destination-port',
    '==4444',
  ])
  await plane.apply([blockingOf([C2], ALL)])
  assert.deepEqual(plane.concerns(), ['PLANE_OCCUPIED'])
  await plane.liftAll()
  assert.equal(gobgp.paths.size, 1)
})

it('puts back what somebody withdrew, and withdraws what an earlier run has left', async () => {
  await plane.apply([blockingOf([C2], ALL)])
  const [key, path] = [...gobgp.paths][0]!
  gobgp.paths.clear()
  assert.equal((await plane.mend()).mended, 1)
  assert.deepEqual([...gobgp.paths.keys()], [key])
  gobgp.paths.set('left', {
    ...path,
    nlri: path.nlri.with(3, { type: 5, value: [{ op: 145, value: 1 }] }),
  })
  assert.equal((await plane.mend()).mended, 1)
})

it('reads rules of exactly its own form, and no others as its own', () => {
  const rib = (components: object[]): string =>
    JSON.stringify({
      key: [{ nlri: { value: components }, attrs: [{ type: 8, communities: [MARK] }] }],
    })
  const [destination, source, protocol, port] = [
    { type: 1, value: { prefix: '203.0.113.7/32' } },
    { type: 2, value: { prefix: POOL } },
    { type: 3, value: [{ op: 129, value: 6 }] },
    { type: 5, value: [{ op: 145, value: 4444 }] },
  ]
  assert.equal(readRib(rib([destination, source, protocol, port]), COMMUNITY).length, 1)
  const above = { type: 5, value: [{ op: 0b10010010, value: 1024 }] }
  assert.deepEqual(readRib(rib([destination, source, protocol, above]), COMMUNITY), [])
  assert.deepEqual(readRib(rib([destination, protocol, port]), COMMUNITY), [])
  assert.throws(() => readRib('Network not in table', COMMUNITY), {
    code: 'PLANE_ANSWER_UNREADABLE',
  })
})

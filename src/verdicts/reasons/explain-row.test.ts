import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bandOf } from '../bands.ts'
import { FEATURE_NAMES } from '../features/catalogue.ts'
import type { EndpointFeatures } from '../features/extract-features.ts'
import type { EndpointFacts } from '../features/feature.ts'
import { rowOf } from '../small-model.fixture.ts'
import { explainRow } from './explain-row.ts'

type Over = Partial<Omit<EndpointFeatures, 'facts'>> & { facts?: Partial<EndpointFacts> }

function row({ facts, ...over }: Over = {}): EndpointFeatures {
  return { ...rowOf(new Float64Array(FEATURE_NAMES.length).fill(0.5), facts), ...over }
}

/** Contributions by feature name; the rest is zero. */
const contributions = (given: Record<string, number>): number[] =>
  FEATURE_NAMES.map((name) => given[name] ?? 0)

test('evidence for and against stands apart, strongest first, one sentence a group', () => {
  const { reasons, against } = explainRow(
    row(),
    contributions({ scanning_share: 2, scanning_tail: 1, gap_disagreement: 0.5, port_class: -1 }),
  )
  assert.deepEqual(
    reasons.map(({ group }) => group),
    ['behaviour', 'beacon'],
  )
  assert.match(reasons[0]!.en, /^24 of its 31 clients also probe telnet/)
  assert.match(reasons[0]!.ja, /31台のうち24台/)
  assert.deepEqual(
    against.map(({ group, weight }) => [group, weight < 0]),
    [['port', true]],
  )
  const weights = [...reasons, ...against].map(({ weight }) => Math.abs(weight))
  assert.ok(Math.abs(weights.reduce((sum, weight) => sum + weight, 0) - 1) < 0.01)
})

test('what could not be measured makes no sentence', () => {
  const values = new Float64Array(FEATURE_NAMES.length).fill(Number.NaN)
  const { reasons } = explainRow(row({ values }), contributions({ rita_max: 1 }))
  assert.deepEqual(reasons, [])
})

test('a server that only got knocked at is said to be dead or refusing, and is never for sharing', () => {
  const dead = row({ isOnlyKnocked: true })
  const { reasons, supporting } = explainRow(
    dead,
    contributions({ scanning_share: 2, rita_max: 2, knocks_max_log2: 2 }),
  )
  assert.ok(reasons.some(({ en }) => en.includes('No answer was ever seen')))
  assert.ok(reasons.some(({ ja }) => ja.includes('応答は一度も観測されていません')))
  assert.equal(bandOf(0.999, dead, supporting), 'suspected')
  assert.equal(bandOf(0.999, row(), supporting), 'share-candidate')
})

test('one client, one kind of evidence or a private address is never for sharing', () => {
  const { supporting } = explainRow(row(), contributions({ scanning_share: 2, rita_max: 2 }))
  assert.equal(bandOf(0.999, row({ facts: { clients: 1 } }), supporting), 'suspected')
  assert.equal(bandOf(0.999, row({ isPrivate: true }), supporting), 'suspected')
  const alone = explainRow(row(), contributions({ scanning_share: 2 })).supporting
  assert.equal(bandOf(0.999, row(), alone), 'suspected')
  assert.equal(bandOf(0.4, row(), supporting), 'watch')
})

test('thin sampling is named among the counter-evidence', () => {
  const { against } = explainRow(row({ facts: { sampling: 1000 } }), contributions({ rita_max: 1 }))
  assert.match(against.at(-1)!.en, /Only 1 packet in 1000 was seen.*sizes of single contacts/)
  assert.match(against.at(-1)!.ja, /1000パケットに1つ/)
})

test('who speaks from a part of the clients says so', () => {
  const of = (oneOf: number) =>
    explainRow(row({ facts: { oneOf } }), contributions({ rita_max: 1 })).against
  assert.match(of(4).at(-1)!.en, /one in 4 was looked at: counts are estimates/)
  assert.match(of(4).at(-1)!.ja, /4台に1台を抽出/)
  assert.deepEqual(
    of(1).filter(({ group }) => group === 'sampling'),
    [],
  )
})

test('where much was lost it is said, and nothing is proposed for sharing', () => {
  const supporting = new Map([
    ['behaviour', 0.5],
    ['beacon', 0.5],
  ] as const)
  const of = (loss: number) => {
    const lossy = row({ facts: { loss } })
    const { against } = explainRow(lossy, contributions({ scanning_share: 2 }))
    return {
      band: bandOf(0.99, lossy, supporting),
      said: against.find(({ group }) => group === 'loss'),
    }
  }
  assert.equal(of(0).said, undefined)
  assert.equal(of(0.05).band, 'share-candidate')
  assert.match(of(0.05).said!.en, /^5\.0 % of the flow records/)
  assert.equal(of(0.1).band, 'suspected')
  assert.match(of(0.34).said!.ja, /34%が届いておらず.*共有候補にはしません/)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AllTerms, ConsentStatistics } from '../../../../src/web/schemas/consent.ts'
import { arePaired, askedAgain, fieldsFor, publicationOf, wordingOf } from './terms-fields.ts'

const wording = {
  title: { ja: '題', en: 'Title' },
  summary: { ja: '要約', en: 'Summary' },
  points: [
    { ja: '一', en: 'one' },
    { ja: '二', en: 'two' },
  ],
}
const all: AllTerms = {
  terms: [1, 2].map((version) => ({
    id: `block-address/${version}`,
    scope: 'block-address' as const,
    version,
    basis: 'opt-in' as const,
    change: 'material' as const,
    wording: version === 2 ? wording : { ...wording, points: [] },
    digest: '00',
    graceDays: 30,
    publishedAt: '2026-11-21T00:00:00.000Z',
    publishedBy: 'hanako',
    note: 'x',
  })),
  templates: [{ scope: 'block-name', wording }],
}
const statistics: ConsentStatistics = {
  subscribers: 9,
  online: 9,
  pausing: 0,
  scopes: [
    {
      scope: 'block-address',
      terms: 'block-address/2',
      agreed: { 'opt-in': 5, 'general-terms': 2 },
      withdrawn: 0,
      lapsed: 0,
      askedAgain: 0,
      unanswered: 0,
    },
  ],
}

test('the form begins with the newest words, or with the template, and says them back unchanged', () => {
  assert.deepEqual(wordingOf(fieldsFor(all, 'block-address')), wording)
  assert.deepEqual(wordingOf(fieldsFor(all, 'block-name')), wording)
  assert.deepEqual(fieldsFor(all, 'device-alerts').points, { ja: '', en: '' })
  const { graceDays, scope } = publicationOf(fieldsFor(all, 'block-address'))
  assert.deepEqual([graceDays, scope], [30, 'block-address'])
})

test('a point without its translation is seen', () => {
  const fields = fieldsFor(all, 'block-address')
  assert.ok(arePaired(fields))
  assert.ok(!arePaired({ ...fields, points: { ...fields.points, en: 'one\n\n  ' } }))
})

test('changed terms ask everybody who agreed; mended words nobody, unless the ground is another; first words nobody', () => {
  const fields = fieldsFor(all, 'block-address')
  assert.equal(askedAgain(fields, all, statistics), 7)
  assert.equal(askedAgain({ ...fields, change: 'editorial' }, all, statistics), 0)
  const otherGround = { ...fields, change: 'editorial', basis: 'general-terms' } as const
  assert.equal(askedAgain(otherGround, all, statistics), 7)
  assert.equal(askedAgain(fieldsFor(all, 'block-name'), all, statistics), 0)
})

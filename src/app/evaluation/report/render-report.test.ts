import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type JudgedEndpoint, judgeRun } from '../../../verdicts/evaluate/index.ts'
import { loadShippedModel } from '../../detection.ts'
import type { SuiteResult } from '../suites/suite.ts'
import { renderReport } from './render-report.ts'

const endpoint = (i: number, truth: 0 | 1 | null, score: number): JudgedEndpoint => ({
  capture: 'a <b>capture</b>',
  address: `192.0.2.${i}`,
  protocol: 'tcp',
  port: 443,
  truth,
  kind: i % 2 === 0 ? 'update' : undefined,
  flows: 20,
  clients: 4,
  sampling: 1,
  score,
  scoreWithoutPorts: score - 1,
  probability: 1 / (1 + Math.exp(-score)),
  baselines: { rita: i / 10, 'odd-port': 0 },
  facts: {},
})

const RESULT: SuiteResult = {
  suite: 'country',
  title: { en: 'Simulated', ja: '模擬' },
  provenance: { en: 'Synthetic: nothing is claimed.', ja: '合成データです。' },
  isSynthetic: true,
  run: judgeRun(
    [
      endpoint(1, 1, 3),
      endpoint(2, 0, 2),
      endpoint(3, 1, 1),
      endpoint(4, 0, -2),
      endpoint(5, null, 0),
    ],
    { seed: 1 },
  ),
  samplingLines: [
    {
      name: { en: '3–4 bots', ja: '3–4台' },
      points: [
        { sampling: 1, recall: 1, found: 2, of: 2, interval: { low: 0.5, high: 1 } },
        { sampling: 1000, recall: Number.NaN, found: 0, of: 0, interval: undefined },
      ],
    },
  ],
  tables: [],
  document: {},
}
const PAGE = renderReport(RESULT, {
  version: '0.0.0',
  model: loadShippedModel().card,
  isWithoutPorts: false,
  isQuick: false,
})

test('the page needs nothing else: no script, no picture, no style, no font from anywhere', () => {
  assert.doesNotMatch(PAGE, /<script|<link|<img|<iframe|@import|url\(/)
  assert.doesNotMatch(PAGE.replaceAll(/http-equiv/g, ''), /(src|href)\s*=/)
})

test('what the flows say is text, never markup', () => {
  assert.doesNotMatch(PAGE, /<b>capture/)
  assert.match(PAGE, /&lt;b&gt;capture/)
})

test('every text stands in both languages', () => {
  const count = (language: string) => PAGE.split(`lang="${language}"`).length - 1
  // The page itself is declared once, in English.
  assert.equal(count('en') - 1, count('ja'))
  assert.ok(count('ja') > 60, `${count('ja')}`)
})

test('synthetic figures are called so before any of them is shown', () => {
  assert.ok(PAGE.indexOf('Synthetic:') < PAGE.indexOf('PR-AUC'))
})

test('every picture has a name, and no coordinate is missing', () => {
  const pictures = PAGE.split('<svg').length - 1
  assert.ok(pictures >= 5, `${pictures} pictures`)
  assert.equal(PAGE.split('role="img" aria-label="').length - 1, pictures)
  assert.doesNotMatch(PAGE, /NaN|undefined|Infinity/)
})

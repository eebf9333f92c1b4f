import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HOUR_MS } from '../../core/time-span.ts'
import { extractFeatures, FEATURES, foldFlows } from '../../verdicts/index.ts'
import { countryTruth, openCountrySite } from './country-site.ts'

const ACCESS = { purpose: 'c2-detection', actor: 'evaluate', reason: 'a test' } as const
const SIZE = { seed: 21, subscribers: 100, hours: 6 }

test('every controller that is asked for is in the truth, seen or not', async () => {
  await using site = await openCountrySite({ ...SIZE, sampling: 4096 }, () => {})
  const truth = await countryTruth(site, 10)
  const unseen = [...truth.values()].filter((one) => one.truth === 1 && one.flows === 0)
  assert.ok(unseen.length > 5, `${unseen.length} of ${site.planted.size}`)
  assert.ok(
    unseen.every(({ samplingMax, certainFlows }) => samplingMax === 4096 && certainFlows === 10),
  )
  for (const endpoint of site.planted.keys()) assert.equal(truth.get(endpoint)?.truth, 1, endpoint)
})

test('the days before a simulated day are remembered, and are no part of it', async () => {
  const request = { ...SIZE, sampling: 10, minClients: 1, plan: { pastDays: 6 } }
  await using site = await openCountrySite(request, () => {})
  const { window } = site.view
  assert.deepEqual(window, { startMs: site.startMs, endMs: site.startMs + 6 * HOUR_MS })
  const options = { window: window!, ...site.view, access: ACCESS }
  await foldFlows(site.store.reader, options)
  const { rows } = await extractFeatures(site.store.reader, options)
  const known = FEATURES.findIndex(({ name }) => name === 'known_days_share')
  const shares = rows.map(({ values }) => values[known]!)
  assert.ok(rows.length > 100 && shares.every((share) => share >= 0 && share <= 1))
  assert.ok(shares.includes(0) && shares.includes(1), 'new services, and old ones')

  const truth = await countryTruth(site, 1)
  const records = [...truth.values()].reduce((sum, { flows }) => sum + flows, 0)
  const { window: _, ...unbounded } = site.view
  const all = await countryTruth({ ...site, view: unbounded }, 1)
  const more = [...all.values()].reduce((sum, { flows }) => sum + flows, 0)
  assert.ok(more > records, 'the truth counts the day alone')
})

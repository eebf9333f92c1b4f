/** A carrier asks, subscribers answer, words change: stories of a privacy officer and a subscriber. */
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type {
  ConsentStatistics,
  SubscriberLink,
  SubscriberStanding,
} from '../src/web/schemas/consent.ts'
import type { MeasurePlan } from '../src/web/schemas/measures.ts'
import {
  noroshi,
  noroshiJson,
  ServiceProcess,
  temporaryDirectory,
} from '../tools/testing/noroshi-process.ts'

const LINES = 3_000

test('consents come from a file, a page and a telephone, and outlive the service', async () => {
  await using directory = await temporaryDirectory()
  await using service = await ServiceProcess.start(directory.path)
  const data = ['--data', directory.path]
  const grant = <Answer>(...words: string[]) => noroshiJson<Answer>('grant', ...words, ...data)
  const send = (path: string, body: object) =>
    service.api(`/api/v1/consent/${path}`, { method: 'POST', body: JSON.stringify(body) })
  const blocked = async (): Promise<number> => {
    const { devices } = await service.api<MeasurePlan>('/api/v1/measures/plan')
    return devices.find(({ scope }) => scope === 'block-address')!.sources
  }

  // The privacy officer publishes the words, and brings in what was signed on paper.
  await grant('terms', '--publish', 'block-address', '--note', 'approved')
  const rows = Array.from(
    { length: LINES },
    (_, index) => `line-${index},10.0.${index >> 8}.${index & 255},block-address,yes,2026-01-05`,
  )
  const file = join(directory.path, 'consents.csv')
  await writeFile(file, ['subscriber,prefixes,scope,answer,said_at', ...rows].join('\n'))
  const report = await grant<{ granted: number; isRecorded: boolean }>('import', file)
  assert.deepEqual([report.granted, report.isRecorded], [LINES, true])
  assert.equal(await blocked(), LINES)

  // Somebody calls and says no; somebody's address is given to a neighbour who never agreed.
  await grant('withdraw', 'line-7', '--scope', 'block-address', '--channel', 'telephone')
  assert.equal(await blocked(), LINES - 1)
  await send('lines', { lines: [{ subscriber: 'neighbour', prefixes: ['10.0.0.8'] }] })
  assert.equal(await blocked(), LINES - 2)

  // Another opens the link of a letter, and pauses.
  const { path } = await grant<SubscriberLink>('link', 'line-9')
  const place = `http://localhost:${service.consolePort}`
  const entered = await fetch(`${place}/my/enter?lang=en`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ secret: path.split('/').at(-1)! }),
  })
  assert.equal(entered.status, 303)
  const cookie = entered.headers.get('set-cookie')!.split(';')[0]!
  const pressed = await fetch(`${place}/my/consent?lang=en`, {
    method: 'POST',
    headers: { cookie },
    body: new URLSearchParams({ word: 'pause 1' }),
  })
  assert.match(await pressed.text(), /Blocking is paused/)
  assert.equal(await blocked(), LINES - 3)

  // The service dies and comes back: a no is still a no, a pause still a pause.
  await service.kill('SIGKILL')
  await service.restart()
  assert.equal(await blocked(), LINES - 3)
  const standing = await grant<SubscriberStanding>('show', 'line-7')
  assert.equal(standing.answers[0]!.answer, 'withdrawn')
  const again = await grant<{ granted: number; keptWithdrawn: number }>('import', file)
  assert.deepEqual([again.granted, again.keptWithdrawn], [0, 1], 'a file does not undo a no')

  // What was agreed to changes: everybody is asked again, and for nobody anything goes on without an answer.
  await grant(
    'terms',
    '--publish',
    'block-address',
    '--note',
    'more ports',
    '--grace-days',
    '0',
    '--wording',
    await wording(directory.path),
  )
  assert.equal(await blocked(), 0)
  const statistics = await service.api<ConsentStatistics>('/api/v1/consent/statistics')
  const scope = statistics.scopes.find((one) => one.scope === 'block-address')!
  assert.deepEqual([scope.lapsed, scope.withdrawn], [LINES - 1, 1])

  // A proof is checked by somebody who has nothing but the file.
  const proof = join(directory.path, 'proof.json')
  await writeFile(proof, (await noroshi('grant', 'proof', 'line-9', ...data)).stdout)
  const checked = await noroshi('grant', 'proof', '--check', proof)
  assert.equal(checked.status, 0, checked.stderr)

  // Nothing that was printed or logged names a line's address.
  assert.doesNotMatch(service.log, /\b10\.0\.\d+\.\d+\b/)
})

async function wording(directory: string): Promise<string> {
  const file = join(directory, 'wording.json')
  const text = { ja: '新しい内容です。', en: 'This is new.' }
  await writeFile(file, JSON.stringify({ title: text, summary: text, points: [text] }))
  return file
}

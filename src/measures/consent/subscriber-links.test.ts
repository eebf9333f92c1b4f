import assert from 'node:assert/strict'
import { it } from 'node:test'
import { sql } from 'kysely'
import { ManualClock } from '../../core/clock.ts'
import { SeededRandom } from '../../core/random.ts'
import { HOUR_MS } from '../../core/time-span.ts'
import { createDatabase } from './database.fixture.ts'
import { SubscriberLinks } from './subscriber-links.ts'

it('a link opens one visit, once and for a while, and is stored as a digest only', async () => {
  const clock = new ManualClock(Date.UTC(2026, 10, 21))
  const dice = new SeededRandom(7)
  const database = await createDatabase()
  const draw = (count: number) => Uint8Array.from({ length: count }, () => dice.integer(256))
  const links = new SubscriberLinks(database, clock, draw)

  const { secret } = await links.make('line-1', 24, 'portal')
  assert.ok((await links.isOpen(secret)) && (await links.isOpen(secret)), 'looking uses nothing up')
  assert.equal(await links.visitor(secret), undefined, 'a link is no visit')
  const outcomes = await Promise.allSettled([links.redeem(secret), links.redeem(secret)])
  assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  const visit = outcomes.find((one) => one.status === 'fulfilled')!.value
  assert.equal(await links.visitor(visit.secret), 'line-1')
  const { rows } = await sql<{
    text: string
  }>`select to_jsonb(l)::text as text from consent_links l`.execute(database)
  assert.ok(rows.length === 1 && !rows[0]!.text.includes(visit.secret))
  await links.end(visit.secret)
  assert.equal(await links.visitor(visit.secret), undefined)

  const late = await links.make('line-1', 1, 'portal')
  clock.advance(HOUR_MS)
  await assert.rejects(links.redeem(late.secret), { code: 'CONSENT_LINK_INVALID' })
  await database.destroy()
})

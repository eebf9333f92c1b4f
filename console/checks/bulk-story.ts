import assert from 'node:assert/strict'
import type { PageSession } from './page-session.ts'

const CHOSEN_COUNT = 3
type Counts = { readonly counts: { readonly proposed: number; readonly dismissed: number } }

/** Three cases at once by keyboard, with one reason, and all three back by one key. Leaves everything as it was. */
export async function runBulkStory(session: PageSession, baseUrl: URL): Promise<void> {
  const { page } = session
  const { keyboard } = page
  const countsOf = () => session.api<Counts>('/api/v1/cases?limit=1')
  await session.visit(new URL('/cases?status=proposed', baseUrl))
  const before = (await countsOf()).counts

  for (let place = 0; place < CHOSEN_COUNT; place++) {
    await keyboard.press('j')
    await keyboard.press('x')
  }
  await page.locator('.bulk-bar').waitFor()
  assert.equal(await page.locator('tbody [aria-selected="true"]').count(), CHOSEN_COUNT)
  await session.inspect()

  await keyboard.press('d')
  await page.locator('dialog textarea:focus').waitFor()
  assert.equal(await page.locator('.decision-subjects > span').count(), CHOSEN_COUNT)
  await keyboard.type('Seen by the page test, one reason for all')
  await keyboard.press('Control+Enter')
  await page.locator('.toast button').waitFor()
  await session.inspect()
  const decided = (await countsOf()).counts
  assert.equal(decided.dismissed - before.dismissed, CHOSEN_COUNT)

  await keyboard.press('u')
  await page.locator('.toast button').waitFor({ state: 'detached' })
  const after = (await countsOf()).counts
  assert.deepEqual(
    [after.proposed, after.dismissed],
    [before.proposed, before.dismissed],
    'one key takes all of them back',
  )
}

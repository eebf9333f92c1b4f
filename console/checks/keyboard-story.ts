import assert from 'node:assert/strict'
import type { PageSession } from './page-session.ts'

const NOTE = 'Checked by the page test'

type CaseAnswer = {
  readonly id: string
  readonly status: string
  readonly history: readonly { readonly kind: string; readonly note: string | null }[]
}

/**
 * An analyst without a mouse: finds a case, looks at its pictures, is refused a decision without a
 * reason, confirms, and takes it back. Leaves the case open, with two more events.
 */
export async function runKeyboardStory(session: PageSession, baseUrl: URL): Promise<void> {
  const { page } = session
  const { keyboard } = page
  await session.visit(new URL('/cases?status=proposed', baseUrl))

  await keyboard.press('?')
  await page.locator('dialog[open]').waitFor()
  await keyboard.press('Escape')
  await page.locator('dialog').waitFor({ state: 'detached' })

  await keyboard.press('/')
  assert.equal(await page.locator('.case-search input:focus').count(), 1, '/ finds the search')
  await keyboard.press('Escape')

  await keyboard.press('j')
  await keyboard.press('j')
  await keyboard.press('k')
  const rows = page.locator('[data-row-link]')
  assert.ok((await rows.count()) > 0, 'the service has no open case to decide about')
  assert.ok(
    await rows.first().evaluate((row) => row === row.ownerDocument.activeElement),
    'j and k move to the first row',
  )
  await keyboard.press('Enter')
  await page.locator('.case-head').waitFor()
  await session.settle()

  await keyboard.press('p')
  await page.locator('.pictures figure, .activity-empty').first().waitFor()
  await session.settle()
  for (const toggle of await page.locator('.pictures .figure-head button').all()) {
    await toggle.press('Enter')
  }
  await session.inspect()

  const apiPath = `/api/v1${new URL(page.url()).pathname}`
  const before = await session.api<CaseAnswer>(apiPath)

  await keyboard.press('d')
  await page.locator('dialog textarea:focus').waitFor()
  await keyboard.press('Control+Enter')
  await page.locator('dialog [role="alert"]').waitFor()
  await session.inspect()
  assert.equal(
    (await session.api<CaseAnswer>(apiPath)).status,
    'proposed',
    'no reason, no decision',
  )
  await keyboard.press('Escape')
  await page.locator('dialog').waitFor({ state: 'detached' })

  await keyboard.press('c')
  await page.locator('dialog textarea:focus').waitFor()
  await keyboard.type(NOTE)
  await keyboard.press('Control+Enter')
  await page.locator('.toast button').waitFor()
  await session.inspect()
  assert.equal((await session.api<CaseAnswer>(apiPath)).status, 'confirmed')

  await keyboard.press('u')
  await page.locator('.toast button').waitFor({ state: 'detached' })
  // Buttons for deciding come back with the case's new state.
  await page.locator('.case-buttons [aria-keyshortcuts="c"]').waitFor()
  const after = await session.api<CaseAnswer>(apiPath)
  assert.equal(after.status, 'proposed', 'u takes the decision back')
  const added = after.history.slice(before.history.length)
  assert.deepEqual(
    added.map((event) => event.kind),
    ['confirmed', 'undone'],
    'both steps stay in the history',
  )
  assert.equal(added[0]?.note, NOTE)

  await page.goBack()
  await page.locator('.case-filters').waitFor()
  assert.match(page.url(), /status=proposed/, 'back leads to the list as it was')
}

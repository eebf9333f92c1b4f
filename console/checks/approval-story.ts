import assert from 'node:assert/strict'
import type { PageSession } from './page-session.ts'

type Approvals = { readonly cases: readonly { readonly id: string }[] }
type CaseAnswer = {
  readonly status: string
  readonly history: readonly { kind: string; actor: string }[]
}

/** Nobody is told within this time, and the service is given as long again. */
const HELD_MS = 5000

/**
 * Who asked for a publication cannot answer it and is told why; the second person takes the first answer
 * back before anybody heard of it, and gives it again.
 */
export async function runApprovalStory(
  asker: PageSession,
  approver: PageSession,
  approverId: string,
  baseUrl: URL,
): Promise<void> {
  await asker.visit(new URL('/approvals', baseUrl))
  assert.ok((await asker.page.locator('.request').count()) > 0, 'something waits for approval')
  assert.equal(await asker.page.locator('[aria-keyshortcuts="a"]').count(), 0)
  await asker.inspect()

  const { page } = approver
  await approver.visit(new URL('/approvals', baseUrl))
  const [first] = (await approver.api<Approvals>('/api/v1/approvals')).cases
  assert.ok(first)
  const statusOf = () => approver.api<CaseAnswer>(`/api/v1/cases/${first.id}`)

  await page.keyboard.press('j')
  await approve(approver)
  await page.keyboard.press('u')
  await page.locator('.toast').waitFor({ state: 'detached' })
  await page.waitForTimeout(HELD_MS / 10)
  assert.equal((await statusOf()).status, 'confirmed', 'what was taken back was never told')

  await approve(approver)
  await page
    .locator(`[data-row-key="${first.id}"]`)
    .waitFor({ state: 'detached', timeout: 4 * HELD_MS })
  const published = await statusOf()
  assert.equal(published.status, 'published')
  assert.equal(published.history.at(-1)?.actor, approverId)
}

async function approve(session: PageSession): Promise<void> {
  await session.page.keyboard.press('a')
  await session.page.locator('dialog textarea:focus').waitFor()
  await session.page.locator('dialog .state-loading').waitFor({ state: 'detached' })
  await session.inspect()
  await session.page.keyboard.type('Read the reasons and the estimate')
  await session.page.keyboard.press('Control+Enter')
  await session.page.locator('.toast button').waitFor()
}

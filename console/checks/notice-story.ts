import assert from 'node:assert/strict'
import type { PageSession } from './page-session.ts'

type Notice = { readonly standing: { readonly state: string; readonly mayCollect: boolean } }

/**
 * The privacy officer publishes what the configuration says, unless that is published already; then somebody
 * who signs in nowhere reads it on a phone, in Japanese.
 */
export async function runNoticeStory(
  officer: PageSession,
  subscriber: PageSession,
  baseUrl: URL,
): Promise<void> {
  await officer.visit(new URL('/notices', baseUrl))
  const standingOf = async () => (await officer.api<Notice>('/api/v1/notice')).standing
  const { page } = officer
  // Whoever began to collect has published already; then there is nothing to publish again.
  if (!(await standingOf()).mayCollect) {
    await page.getByRole('button', { name: 'Publish a new version' }).click()
    await page.locator('dialog textarea').fill('First publication, read by the page test')
    await officer.inspect()
    await page.locator('dialog button[type="submit"]').click()
  }
  await page.locator('.standing:not(.is-wrong)').waitFor()
  await officer.inspect()
  assert.deepEqual(await standingOf().then(({ state, mayCollect }) => [state, mayCollect]), [
    'current',
    true,
  ])

  await subscriber.visit(new URL('/notice', baseUrl))
  assert.ok((await subscriber.page.locator('article[lang="ja"] h2').count()) > 0)
  await subscriber.inspect()
}

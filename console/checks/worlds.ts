import type { Page, Route } from 'playwright-core'

/** What stands between page and service: nothing, a refusal, a dead service, or an answer that never comes. */
export type World = 'real' | 'error' | 'down' | 'loading'

const PROBLEM = {
  code: 'STORE_UNAVAILABLE',
  message: {
    en: 'The flow store does not answer. Look at the log of the service, then try again.',
    ja: 'フローの保存先が応答しません。サービスのログを確認してから、もう一度お試しください。',
  },
}

/** The session is always answered: without it there would be nothing but the sign-in page to look at. */
export async function enterWorld(page: Page, world: World): Promise<void> {
  if (world === 'real') return
  await page.route(
    (url) => url.pathname.startsWith('/api/v1/') && url.pathname !== '/api/v1/session',
    (route) => answerIn(world, route),
  )
}

async function answerIn(world: Exclude<World, 'real'>, route: Route): Promise<void> {
  if (world === 'error') await route.fulfill({ status: 503, json: PROBLEM })
  if (world === 'down')
    await route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' })
}

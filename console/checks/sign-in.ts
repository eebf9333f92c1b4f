import { type Browser, type BrowserContextOptions, request } from 'playwright-core'

export type SignedIn = NonNullable<BrowserContextOptions['storageState']>

/** Uses a one-time link up, as a person would, and keeps the cookie for many visits. */
export async function signInByLink(
  browser: Browser,
  base: URL,
  secret: string,
): Promise<Exclude<SignedIn, string>> {
  const context = await browser.newContext({ locale: 'en-GB' })
  try {
    const page = await context.newPage()
    await page.goto(new URL(`/join#${secret}`, base).href)
    const button = page.getByRole('button', { name: 'Sign in' })
    await button.waitFor()
    // The very first comes to an empty house and says who he is.
    const idField = page.getByLabel('Your id')
    if (await idField.isVisible()) await idField.fill('first.one')
    await button.click()
    await page.waitForURL('**/account*')
    await page.locator('h1').waitFor()
    return await context.storageState()
  } finally {
    await context.close()
  }
}

/**
 * Uses one-time links up: the first as a person would, the others as the page asks, for which no page is needed.
 *
 * @param secrets by person
 */
export async function signAllIn(
  browser: Browser,
  base: URL,
  secrets: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, SignedIn>>> {
  const signedIn: Record<string, SignedIn> = {}
  for (const [id, secret] of Object.entries(secrets))
    signedIn[id] =
      Object.keys(signedIn).length === 0
        ? await signInByLink(browser, base, secret)
        : await askToSignIn(base, secret)
  return signedIn
}

async function askToSignIn(base: URL, secret: string): Promise<SignedIn> {
  const visitor = await request.newContext({ baseURL: base.href })
  try {
    const answer = await visitor.post('/api/v1/sign-in/link', { data: { secret } })
    if (!answer.ok()) throw new Error(`sign-in: HTTP ${answer.status()} ${await answer.text()}`)
    return await visitor.storageState()
  } finally {
    await visitor.dispose()
  }
}

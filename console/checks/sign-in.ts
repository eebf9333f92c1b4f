import type { Browser, BrowserContextOptions } from 'playwright-core'

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

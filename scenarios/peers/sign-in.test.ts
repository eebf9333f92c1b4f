/** Signing in as people do, in chromium with its virtual authenticator, on a real service. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { launchBrowser } from '../../console/test-pages.ts'
import {
  noroshiJson,
  ServiceProcess,
  temporaryDirectory,
} from '../../tools/testing/noroshi-process.ts'
import { until } from '../../tools/testing/until.ts'

test('the first administrator comes in by the link, adds a passkey, leaves, and comes back with it', async () => {
  await using directory = await temporaryDirectory()
  await using service = await ServiceProcess.start(directory.path)
  await until(() => /join#[\w-]{43}/.test(service.log), 30)
  const link = /http:\/\/localhost:\d+\/join#[\w-]{43}/.exec(service.log)![0]
  const browser = await launchBrowser()
  try {
    const context = await browser.newContext({ locale: 'en-GB' })
    const page = await context.newPage()
    await addAuthenticator(page)

    await page.goto(link)
    await page.getByLabel('Your id').fill('hanako')
    await page.getByLabel('Your name').fill('Hanako')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('No passkey yet').waitFor()
    await page.getByRole('button', { name: 'Add a passkey on this device' }).click()
    await page.getByRole('table', { name: 'Passkeys' }).waitFor()

    const [cookie] = await context.cookies()
    assert.ok(cookie?.httpOnly && cookie.sameSite === 'Strict')
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.getByRole('link', { name: 'Hanako' }).waitFor()
    const { sessions } = await noroshiJson<{ sessions: { means: string }[] }>(
      ...['user', 'show', 'hanako', '--data', directory.path],
    )
    assert.deepEqual(
      sessions.map(({ means }) => means),
      ['passkey'],
    )

    // Signed out by somebody else: the page shows the way in by itself.
    await noroshiJson('user', 'sign-out', 'hanako', '--data', directory.path).catch(() => undefined)
    await page.reload()
    await page.getByRole('button', { name: 'Sign in with a passkey' }).waitFor()
    await page.goto(link)
    await page.getByText('has been used').waitFor()
  } finally {
    await browser.close()
  }
  assert.equal(await service.kill('SIGTERM'), 0, service.log)
})

test('a browser whose authenticator nobody registered stays outside', async () => {
  await using directory = await temporaryDirectory()
  await using service = await ServiceProcess.start(directory.path)
  const browser = await launchBrowser()
  try {
    const page = await (await browser.newContext({ locale: 'en-GB' })).newPage()
    await addAuthenticator(page)
    await page.goto(`http://localhost:${service.consolePort}/cases`)
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.getByText('Nothing was signed in').waitFor()
    const refused = await page.evaluate(async () => (await fetch('/api/v1/cases')).status)
    assert.equal(refused, 401)
  } finally {
    await browser.close()
  }
})

/** A device that keeps keys and asks its owner for a finger, as chromium simulates it. */
async function addAuthenticator(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
}

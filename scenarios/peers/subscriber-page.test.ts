/** The subscriber's page as chromium shows it, on a real service; everything is done with scripts switched off. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { checkPages, launchBrowser } from '../../console/test-pages.ts'
import type { SubscriberLink, SubscriberStanding } from '../../src/web/schemas/consent.ts'
import {
  noroshiJson,
  ServiceProcess,
  temporaryDirectory,
} from '../../tools/testing/noroshi-process.ts'

test('a subscriber agrees, pauses and withdraws on a phone without a script, and the page is sound', async (context) => {
  await using directory = await temporaryDirectory()
  await using service = await ServiceProcess.start(directory.path)
  const data = ['--data', directory.path]
  for (const scope of ['block-address', 'block-name', 'gateway-detection', 'device-alerts'])
    await noroshiJson('grant', 'terms', '--publish', scope, '--note', 'approved', ...data)
  await service.api('/api/v1/consent/lines', {
    method: 'POST',
    body: JSON.stringify({ lines: [{ subscriber: 'line-1', prefixes: ['198.51.100.1'] }] }),
  })
  const standing = () => service.api<SubscriberStanding>('/api/v1/consent/subscribers/line-1')
  const answerTo = async (scope: string) =>
    (await standing()).answers.find((one) => one.scope === scope)!
  const { path } = await noroshiJson<SubscriberLink>('grant', 'link', 'line-1', ...data)
  const base = new URL(`http://localhost:${service.consolePort}`)
  const pictures = process.env['NOROSHI_PICTURES'] ?? join(directory.path, 'pictures')
  const browser = await launchBrowser()
  try {
    const phone = await browser.newContext({
      javaScriptEnabled: false,
      locale: 'ja',
      viewport: { width: 390, height: 844 },
    })
    const page = await phone.newPage()
    await page.goto(new URL(path, base).href)
    await page.getByRole('button', { name: '開く' }).click()
    await page.waitForURL(/\/my\/consent/)
    assert.doesNotMatch(page.url(), new RegExp(path.split('/').at(-1)!))
    const buttons = await page.getByRole('button').all()
    for (const button of buttons) {
      const box = (await button.boundingBox())!
      assert.ok(box.height >= 44 && box.width >= 300, 'a thumb finds every button')
    }

    const card = page.locator('section', { has: page.locator('#block-address') })
    await card.getByRole('button', { name: '同意して利用する' }).click()
    await page.getByText('受付番号').waitFor()
    assert.equal((await answerTo('block-address')).isInForce, true)
    assert.ok((await page.content()).includes((await standing()).head.slice(0, 16)))

    await page.getByRole('button', { name: '24時間だけ遮断を止める' }).click()
    await page.getByText('遮断を止めています').waitFor()
    assert.equal((await answerTo('block-address')).isInForce, false)
    await page.getByRole('button', { name: 'いますぐ保護を再開する' }).click()
    await page.getByRole('link', { name: 'English' }).click()
    await page.getByRole('heading', { name: 'Your protection' }).waitFor()
    await card.getByRole('button', { name: 'Do not use it' }).click()
    await page.getByText('Recorded. It takes effect at once.').waitFor()
    assert.equal((await answerTo('block-address')).answer, 'withdrawn')

    const visit = await phone.storageState()
    const { advice } = await checkPages(
      browser,
      base,
      [{ name: 'subscriber-consent', path: '/my/consent', isMain: true, signedIn: visit }],
      pictures,
    )
    for (const one of advice) context.diagnostic(one)

    await page.getByRole('button', { name: 'Leave this page' }).click()
    await page.goto(new URL('/my/consent', base).href)
    await page.getByText('このページの有効時間が終わりました').waitFor()
  } finally {
    await browser.close()
  }
})

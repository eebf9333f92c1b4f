import { strict as assert } from 'node:assert'
import type { PageSession } from './page-session.ts'

const BAD_FILE = 'subscriber,scope,answer\nL-10001,block-address,perhaps\n,block-name,yes\n'

/** An analyst lifts everything and takes it back, and frees one server after seeing what that lifts. */
export async function runMeasuresStory(
  analyst: PageSession,
  base: URL,
  subject: string,
): Promise<void> {
  const { page } = analyst
  await analyst.visit(new URL('/measures', base))
  await page.getByRole('button', { name: 'Lift everything' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Why').fill('A customer is cut off')
  await dialog.getByRole('button', { name: 'Lift everything' }).click()
  await page.getByText('Everything is lifted').waitFor()
  // The key does what the button does.
  await page.getByRole('button', { name: /^Undo lifting/ }).waitFor()
  await page.keyboard.press('u')
  await page.getByText('Everything is lifted').waitFor({ state: 'detached' })

  await analyst.visit(new URL('/releases', base))
  await page.getByLabel('Endpoint, address or host name').fill(subject)
  await page.getByRole('button', { name: 'Show what it would lift' }).click()
  await page.getByText('This lifts 1 rule').waitFor()
  assert.match(page.url(), /subject=/, 'the address bar is the state')
  await page.getByLabel('Why').fill('The owner has cleaned it')
  await page.getByRole('button', { name: 'Release now' }).click()
  const first = page.locator('.release').first()
  await first.getByText(subject).first().waitFor()
  await first.getByRole('button', { name: /^Undo/ }).click()
  await first.getByText('taken back').waitFor()
}

/** A privacy officer tries a file and reads what is wrong with it, finds one subscriber, and records their no. */
export async function runConsentStory(
  officer: PageSession,
  base: URL,
  picturePath: string,
): Promise<void> {
  const { page } = officer
  await officer.visit(new URL('/consent', base))
  await page.getByLabel('CSV file').setInputFiles({
    name: 'consents.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(BAD_FILE),
  })
  await page.getByRole('button', { name: 'Try without recording' }).click()
  await page.getByText('2 lines are wrong').waitFor()

  await page.getByLabel('Number of the line').fill('L-10001')
  await page.getByLabel('Number of the line').press('Enter')
  await page.getByRole('heading', { name: 'Line L-10001' }).waitFor()
  assert.doesNotMatch(page.url(), /L-10001/, 'a subscriber’s number is not in the address bar')
  await officer.inspect()
  await officer.picture(picturePath)
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download proof' }).click()
  assert.doesNotMatch((await download).suggestedFilename(), /L-10001/)
  await page.getByRole('button', { name: 'Withdraw: Blocking by address' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Withdraw' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByText('withdrawn', { exact: true }).first().waitFor()
}

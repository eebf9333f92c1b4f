import { strict as assert } from 'node:assert'
import { join } from 'node:path'
import type { PageSession } from './page-session.ts'

const WORDS = {
  en: {
    open: 'Publish a wording…',
    note: 'Why, or who approved it',
    change: 'What changes',
    read: 'Read it before it is published',
    back: 'Back to the words',
    asks: /This asks ([\d,]+) subscribers again/,
    points: 'Points, English',
    unpaired: 'There are more points in one language than in the other.',
    cancel: 'Cancel',
    told: /^Who was told in the round/,
    why: 'Why',
    look: 'Look',
  },
  ja: {
    open: '文面を公開…',
    note: '理由または承認者',
    change: '変更の内容',
    read: '公開前に読む',
    back: '文面に戻る',
    asks: /([\d,]+)人の加入者に改めて確認します/,
    points: '項目（英語）',
    unpaired: '項目の数が日本語と英語で一致していません。',
    cancel: 'やめる',
    told: /の回の通知先$/,
    why: '理由',
    look: '閲覧する',
  },
} as const

/**
 * A privacy officer writes a version, is told whom it would ask again, goes back and makes it a matter of words. With
 * `isPublished` it is published.
 */
export async function runTermsStory(
  officer: PageSession,
  base: URL,
  language: keyof typeof WORDS,
  { pictures, isPublished }: { readonly pictures: string; readonly isPublished: boolean },
): Promise<void> {
  const { page } = officer
  const words = WORDS[language]
  const picture = (name: string) => officer.picture(join(pictures, `${name}-${language}.png`))
  await officer.visit(new URL('/consent', base))
  await page.getByRole('button', { name: words.open }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(words.note).fill('OK 2026-11-21')
  const points = dialog.getByLabel(words.points)
  const before = await points.inputValue()
  await points.fill(`${before}\nOne more`)
  await dialog.getByText(words.unpaired).waitFor()
  assert.ok(await dialog.getByRole('button', { name: words.read }).isDisabled())
  await points.fill(before.replace(/\.$/m, ', as ever.'))
  await officer.inspect()
  await picture('terms-form')
  await dialog.getByRole('button', { name: words.read }).click()
  const asks = dialog.getByText(words.asks)
  await asks.waitFor()
  const count = words.asks.exec((await asks.textContent()) ?? '')?.[1]
  assert.ok(Number(count?.replaceAll(',', '')) > 0, 'the number of those who agreed')
  await officer.inspect()
  await picture('terms-preview')
  await dialog.getByRole('button', { name: words.back }).click()
  if (!isPublished) {
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    return
  }
  await dialog.getByLabel(words.change).selectOption('editorial')
  await dialog.getByRole('button', { name: words.read }).click()
  await dialog.getByText('This asks nobody again.').waitFor()
  await dialog.getByRole('button', { name: 'Publish', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
  await page
    .getByText(/version 2/)
    .first()
    .waitFor()
}

/** Who was told in a round: only after saying why, and the number of nobody stands in the address bar. */
export async function runToldStory(
  officer: PageSession,
  base: URL,
  language: keyof typeof WORDS,
  pictures: string,
): Promise<void> {
  const { page } = officer
  const words = WORDS[language]
  await officer.visit(new URL('/alerts', base))
  await page.getByRole('button', { name: words.told }).first().click()
  const dialog = page.getByRole('dialog')
  const look = dialog.getByRole('button', { name: words.look })
  assert.ok(await look.isDisabled(), 'nobody is named to whoever does not say why')
  await dialog.getByLabel(words.why).fill('A customer asks')
  await look.click()
  await dialog.getByRole('table').waitFor()
  assert.ok((await dialog.locator('tbody tr').count()) > 0)
  assert.doesNotMatch(page.url(), /subscriber|reason/)
  await officer.inspect()
  await officer.picture(join(pictures, `told-${language}.png`))
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
}

/**
 * Opens pages of a running console in both languages, themes and widths, and throws with all that is wrong
 * with them; keeps the pictures. The scenarios run it against the real service.
 */
import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { type Language, type Look, PageSession, type Theme } from './checks/page-session.ts'
import { type NamedLook, type PageToOpen, PageWalk } from './checks/page-walk.ts'
import type { SignedIn } from './checks/sign-in.ts'

export { runApprovalStory } from './checks/approval-story.ts'
export { runBulkStory } from './checks/bulk-story.ts'
export { type FirstView, measureFirstView } from './checks/first-view.ts'
export { runKeyboardStory } from './checks/keyboard-story.ts'
export { runConsentStory, runMeasuresStory } from './checks/measures-story.ts'
export { runNoticeStory } from './checks/notice-story.ts'
export { PageSession } from './checks/page-session.ts'
export type { PageToOpen } from './checks/page-walk.ts'
export { type SignedIn, signAllIn, signInByLink } from './checks/sign-in.ts'
export { runTermsStory, runToldStory } from './checks/terms-story.ts'

export type PagesFound = {
  readonly pictures: readonly string[]
  /** Milder findings of axe, each once. */
  readonly advice: readonly string[]
}

/** What a picture of an empty page takes. */
const EMPTY_PICTURE_OCTETS = 5_000
const DESKTOP = { name: 'desktop', width: 1440, height: 900 } as const
const PHONE = { name: 'phone', width: 390, height: 844 } as const
/** A walk for each language, beginning in an extreme; with the further looks every two of a kind meet. */
const WALKS: readonly (readonly [NamedLook, ...NamedLook[]])[] = [
  [
    { language: 'en', theme: 'light', ...DESKTOP },
    { language: 'en', theme: 'dark', ...DESKTOP },
  ],
  [
    { language: 'ja', theme: 'dark', ...PHONE },
    { language: 'ja', theme: 'light', ...PHONE },
    { language: 'ja', theme: 'light', ...DESKTOP },
  ],
]

/** Debian's, as `npm run test:peers` installs it. */
export function launchBrowser(): Promise<Browser> {
  // Containers give chromium neither a sandbox nor enough shared memory.
  const args = ['--no-sandbox', '--disable-dev-shm-usage']
  return chromium.launch({ executablePath: '/usr/bin/chromium', args })
}

/** How a subscriber comes: in Japanese, on a phone. */
export const PHONE_LOOK: Look = { language: 'ja', theme: 'light', ...PHONE }

/** How a story is told: like the first look, in the language that is asked for. */
export function deskLook(language: Language, theme: Theme = 'light'): Look {
  return { language, theme, width: DESKTOP.width, height: DESKTOP.height }
}

/** Whoever is signed in, at a desk and in English: how most stories are told. */
export const openDesk = (browser: Browser, signedIn: SignedIn): Promise<PageSession> =>
  PageSession.open(browser, deskLook('en'), { signedIn })

/**
 * @param outDirectory where pictures go; made when missing
 * @throws {Error} listing every fault with its page
 */
export async function checkPages(
  browser: Browser,
  base: URL,
  pages: readonly PageToOpen[],
  outDirectory: string,
): Promise<PagesFound> {
  mkdirSync(outDirectory, { recursive: true })
  const walks = WALKS.map((looks) => new PageWalk(browser, base, looks, outDirectory))
  await Promise.all(
    walks.map(async (walk) => {
      await using _ = walk
      for (const page of pages) await walk.open(page)
    }),
  )
  const pictures = walks.flatMap((walk) => walk.pictures)
  const empty = pictures.filter((picture) => statSync(picture).size <= EMPTY_PICTURE_OCTETS)
  const faults = walks.flatMap((walk) => walk.faults)
  throwFaults([...faults, ...empty.map((picture) => `${picture}: nothing is to be seen`)])
  return {
    pictures,
    advice: [...new Set(walks.flatMap(({ advice }) => [...advice]))],
  }
}

/** Tells a story and throws with all that the pages complained about meanwhile. */
export async function tellStory(
  name: string,
  sessions: readonly PageSession[],
  outDirectory: string,
  tell: () => Promise<void>,
): Promise<void> {
  const faults: string[] = []
  try {
    await tell()
  } catch (error) {
    mkdirSync(outDirectory, { recursive: true })
    for (const [place, session] of sessions.entries())
      await session.picture(join(outDirectory, `${name}-${place}-failed.png`))
    faults.push(`${name}: ${error instanceof Error ? error.stack : String(error)}`)
  }
  for (const session of sessions)
    faults.push(...session.takeFaults().map((fault) => `${name}: ${fault}`))
  throwFaults(faults)
}

function throwFaults(faults: readonly string[]): void {
  if (faults.length > 0)
    throw new Error(`${faults.length} faults in the console:\n${[...new Set(faults)].join('\n')}`)
}

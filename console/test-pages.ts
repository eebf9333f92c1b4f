/**
 * Opens pages of a running console in both languages, themes and widths, and throws with all that is wrong
 * with them; keeps the pictures. The scenarios run it against the real service.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { type Language, type Look, PageSession, type Theme } from './checks/page-session.ts'
import type { SignedIn } from './checks/sign-in.ts'
import type { World } from './checks/worlds.ts'

export { runApprovalStory } from './checks/approval-story.ts'
export { runBulkStory } from './checks/bulk-story.ts'
export { type FirstView, measureFirstView } from './checks/first-view.ts'
export { runKeyboardStory } from './checks/keyboard-story.ts'
export { runConsentStory, runMeasuresStory } from './checks/measures-story.ts'
export { runNoticeStory } from './checks/notice-story.ts'
export { PageSession } from './checks/page-session.ts'
export { type SignedIn, signInByLink } from './checks/sign-in.ts'

export type PageToOpen = {
  readonly name: string
  readonly path: string
  readonly signedIn?: SignedIn
  readonly world?: World
  /** Addresses whose refusal belongs to the page. */
  readonly mayFail?: RegExp
  readonly press?: string
  /** Written where the focus is, and sent with Enter. */
  readonly write?: string
  /** Looked at in every pairing of language, theme and width, and not only in the two extremes. */
  readonly isMain?: boolean
}

export type PagesFound = {
  readonly pictures: readonly string[]
  /** Milder findings of axe, each once. */
  readonly advice: readonly string[]
  /** Whether axe was there to look. */
}

/** Most of a visit is waiting; more than this makes two cores slower. */
const AT_ONCE_COUNT = 3
const DESKTOP = { name: 'desktop', width: 1440, height: 900 } as const
const PHONE = { name: 'phone', width: 390, height: 844 } as const
/** Both languages, both themes, both widths; with the further ones every two of them meet. */
const LOOKS: readonly (Look & { readonly name: string })[] = [
  { language: 'en', theme: 'light', ...DESKTOP },
  { language: 'ja', theme: 'dark', ...PHONE },
]
const FURTHER_LOOKS: typeof LOOKS = [
  { language: 'ja', theme: 'light', ...DESKTOP },
  { language: 'en', theme: 'dark', ...DESKTOP },
  { language: 'ja', theme: 'light', ...PHONE },
]

export function launchBrowser(executablePath: string): Promise<Browser> {
  // Containers give chromium neither a sandbox nor enough shared memory.
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] })
}

/** How a subscriber comes: in Japanese, on a phone. */
export const PHONE_LOOK: Look = { language: 'ja', theme: 'light', ...PHONE }

/** How a story is told: like the first look, in the language that is asked for. */
export function deskLook(language: Language, theme: Theme = 'light'): Look {
  return { language, theme, width: DESKTOP.width, height: DESKTOP.height }
}

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
  const visits = pages.flatMap((page) =>
    [...LOOKS, ...(page.isMain ? FURTHER_LOOKS : [])].map((look) => ({ page, look })),
  )
  const pictures: string[] = []
  const faults: string[] = []
  const advice = new Set<string>()
  const visitNext = async (): Promise<void> => {
    for (let visit = visits.shift(); visit; visit = visits.shift()) {
      const { page, look } = visit
      const name = `${page.name}-${look.language}-${look.theme}-${look.name}`
      const picture = join(outDirectory, `${name}.png`)
      const found = await openPage(browser, base, page, look, picture)
      faults.push(...found.faults.map((fault) => `${name}: ${fault}`))
      for (const one of found.advice) advice.add(one)
      pictures.push(picture)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE_COUNT }, visitNext))
  throwFaults(faults)
  return { pictures, advice: [...advice] }
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

async function openPage(
  browser: Browser,
  base: URL,
  page: PageToOpen,
  look: Look,
  picture: string,
): Promise<{ faults: readonly string[]; advice: readonly string[] }> {
  const { signedIn, world } = page
  await using session = await PageSession.open(browser, look, { signedIn, world })
  const faults: string[] = []
  try {
    await session.visit(new URL(page.path, base), page.mayFail)
    if (page.press) {
      await session.page.keyboard.press(page.press)
      await session.settle()
    }
    if (page.write) {
      await session.page.keyboard.type(page.write)
      await session.page.keyboard.press('Enter')
      await session.page.waitForLoadState('networkidle')
      await session.settle()
    }
    await session.inspect()
  } catch (error) {
    faults.push(String(error))
  } finally {
    await session.picture(picture)
  }
  return { faults: [...session.takeFaults(), ...faults], advice: session.advice }
}

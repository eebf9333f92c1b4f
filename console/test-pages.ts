/**
 * Opens every page of a running console in both languages, both themes and two widths, and throws
 * with all that is wrong with them; keeps the pictures. The console's own test runs it against
 * made-up data, the scenarios against the real service.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { runKeyboardStory } from './checks/keyboard-story.ts'
import { type Language, type Look, PageSession, type Theme } from './checks/page-session.ts'

export type PageToOpen = {
  readonly name: string
  readonly path: string
  /** Addresses whose refusal belongs to the page. */
  readonly mayFail?: RegExp
  readonly press?: string
}

export type CheckOptions = {
  readonly chromiumPath: string
  /** Where pictures go; made when missing. */
  readonly outDirectory: string
  readonly furtherPages?: readonly PageToOpen[]
}

/** Most of a visit is waiting; more than this makes two cores slower. */
const AT_ONCE_COUNT = 4
const LANGUAGES: readonly Language[] = ['en', 'ja']
const THEMES: readonly Theme[] = ['light', 'dark']
const SIZES = [
  { name: 'desktop', width: 1440, height: 900 },
  { name: 'phone', width: 390, height: 844 },
] as const

/**
 * @param baseUrl of a service with at least one case waiting for a decision
 * @returns the paths of the pictures
 * @throws {Error} listing every fault with its page
 */
export async function checkConsole(baseUrl: string, options: CheckOptions): Promise<string[]> {
  mkdirSync(options.outDirectory, { recursive: true })
  const base = new URL(baseUrl)
  const pages = [...(await listPages(base)), ...(options.furtherPages ?? [])]
  const browser = await chromium.launch({
    executablePath: options.chromiumPath,
    // Containers give chromium neither a sandbox nor enough shared memory.
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  })
  const pictures: string[] = []
  const faults: string[] = []
  try {
    const visits = LANGUAGES.flatMap((language) =>
      THEMES.flatMap((theme) =>
        SIZES.flatMap((size) =>
          pages.map((page) => ({ page, look: { language, theme, ...size } })),
        ),
      ),
    )
    const visitNext = async (): Promise<void> => {
      for (let visit = visits.shift(); visit; visit = visits.shift()) {
        const { page, look } = visit
        const name = `${page.name}-${look.language}-${look.theme}-${look.name}`
        const picture = join(options.outDirectory, `${name}.png`)
        const found = await openPage(browser, base, page, look, picture)
        faults.push(...found.map((fault) => `${name}: ${fault}`))
        pictures.push(picture)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE_COUNT }, visitNext))
    for (const language of LANGUAGES)
      faults.push(...(await tellStory(browser, base, language, options.outDirectory)))
  } finally {
    await browser.close()
  }
  if (faults.length > 0)
    throw new Error(`${faults.length} faults in the console:\n${[...new Set(faults)].join('\n')}`)
  return pictures
}

async function listPages(base: URL): Promise<PageToOpen[]> {
  const response = await fetch(new URL('/api/v1/cases?limit=1', base))
  const { cases } = (await response.json()) as { cases: readonly { id: string }[] }
  const id = cases[0]?.id
  if (id === undefined) throw new Error('the service has no case to show')
  return [
    { name: 'overview', path: '/' },
    { name: 'cases', path: '/cases' },
    { name: 'cases-none', path: '/cases?search=no-such-endpoint' },
    { name: 'case', path: `/cases/${encodeURIComponent(id)}`, press: 'p' },
    { name: 'case-unknown', path: '/cases/no-such-case', mayFail: /no-such-case/ },
    { name: 'exporters', path: '/exporters' },
    { name: 'settings', path: '/settings' },
    { name: 'help', path: '/settings?router=hsflowd', press: '?' },
    { name: 'not-found', path: '/nowhere', mayFail: /nowhere/ },
  ]
}

async function openPage(
  browser: Browser,
  base: URL,
  page: PageToOpen,
  look: Look,
  picture: string,
): Promise<string[]> {
  await using session = await PageSession.open(browser, look)
  try {
    await session.visit(new URL(page.path, base), page.mayFail)
    if (page.press) {
      await session.page.keyboard.press(page.press)
      await session.settle()
    }
    await session.inspect()
  } catch (error) {
    return [...session.takeFaults(), String(error)]
  } finally {
    await session.picture(picture)
  }
  return session.takeFaults()
}

async function tellStory(
  browser: Browser,
  base: URL,
  language: Language,
  outDirectory: string,
): Promise<string[]> {
  const look: Look = { language, theme: 'light', width: 1440, height: 900 }
  await using session = await PageSession.open(browser, look)
  const name = `story-${language}`
  const faults: string[] = []
  try {
    await runKeyboardStory(session, base)
  } catch (error) {
    await session.picture(join(outDirectory, `${name}-failed.png`))
    faults.push(`${name}: ${String(error)}`)
  }
  return [...faults, ...session.takeFaults().map((fault) => `${name}: ${fault}`)]
}

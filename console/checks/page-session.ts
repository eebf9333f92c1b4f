import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { readAxe, runAxe } from './axe.ts'
import type { SignedIn } from './sign-in.ts'
import { enterWorld, type World } from './worlds.ts'

export type Language = 'en' | 'ja'
export type Theme = 'light' | 'dark'
export type Look = {
  readonly language: Language
  readonly theme: Theme
  readonly width: number
  readonly height: number
}
/** Without `signedIn` the visitor is nobody. */
export type Visitor = {
  readonly signedIn?: SignedIn | undefined
  readonly world?: World | undefined
}

/** Nothing here asserts how fast a page is, and a machine may be busy with other work. */
const TIMEOUT_MS = 30_000
const AXE = readAxe()
const INSPECTION = stripTypeScriptTypes(
  readFileSync(join(import.meta.dirname, 'in-page.ts'), 'utf8'),
)

/** One browser profile with one look, which writes down everything the page complains about. */
export class PageSession implements AsyncDisposable {
  readonly page: Page
  #look: Look
  readonly #faults: string[] = []
  readonly #advice = new Set<string>()
  readonly #world: World
  #mayFail: RegExp | null = null

  private constructor(page: Page, look: Look, world: World) {
    this.page = page
    this.#world = world
    this.#look = look
    page.setDefaultTimeout(TIMEOUT_MS)
    page.on('pageerror', (error) => this.#faults.push(`error in the page: ${error.message}`))
    page.on('console', (message) => {
      if (message.type() !== 'error' && message.type() !== 'warning') return
      // A browser reports a refused request as an error; where one is expected, it is none.
      const isRefusal = message.text().startsWith('Failed to load resource')
      if (isRefusal && this.#mayFail?.test(message.location().url)) return
      this.#faults.push(`console ${message.type()}: ${message.text()}`)
    })
  }

  static async open(browser: Browser, look: Look, visitor: Visitor = {}): Promise<PageSession> {
    const context = await browser.newContext({
      ...(visitor.signedIn === undefined ? {} : { storageState: visitor.signedIn }),
      viewport: { width: look.width, height: look.height },
      colorScheme: look.theme,
      locale: look.language,
      timezoneId: 'Asia/Tokyo',
      reducedMotion: 'reduce',
    })
    const world = visitor.world ?? 'real'
    const page = await context.newPage()
    await enterWorld(page, world)
    return new PageSession(page, look, world)
  }

  /** @param mayFail addresses whose refusal is what the visit is about */
  async visit(url: URL, mayFail: RegExp | null = null): Promise<void> {
    this.#mayFail = mayFail
    url.searchParams.set('lang', this.#look.language)
    const response = await this.page.goto(url.href, { waitUntil: 'load' })
    const policy = response?.headers()['content-security-policy'] ?? ''
    if (policy === '') this.#faults.push(`${url.pathname} has no content security policy`)
    if (/unsafe-(inline|eval)/.test(policy)) this.#faults.push(`lax policy: ${policy}`)
    await this.settle()
  }

  /** Until nothing is loading and every drawing is drawn. */
  async settle(): Promise<void> {
    await this.page.locator('h1').first().waitFor({ state: 'attached' })
    if (this.#world === 'loading') {
      await this.page.locator('.state-loading').first().waitFor()
      return
    }
    await this.page.locator('.state-loading').first().waitFor({ state: 'detached' })
    const undrawn = '.plot-frame:not(:has(svg))'
    await this.page.locator(undrawn).first().waitFor({ state: 'detached' })
  }

  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key)
    await this.settle()
  }

  /** Where the focus is, and sends it. */
  async write(text: string): Promise<void> {
    await this.page.keyboard.type(text)
    await this.page.keyboard.press('Enter')
    await this.page.waitForLoadState('networkidle')
    await this.settle()
  }

  /** As a reader does who turns the light off, or the phone. */
  async putOn(look: Look): Promise<void> {
    if (look.language !== this.#look.language) throw new Error('a language is chosen by a visit')
    this.#look = look
    await this.page.emulateMedia({ colorScheme: look.theme })
    await this.page.setViewportSize({ width: look.width, height: look.height })
    // Until what follows the width has been drawn again.
    await this.page.evaluate(
      'new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))',
    )
    await this.settle()
  }

  async inspect(): Promise<void> {
    await this.inspectLook()
    const { serious, milder } = await runAxe(this.page, AXE)
    this.#faults.push(...serious)
    for (const one of milder) this.#advice.add(one)
  }

  /** What width and colours can spoil, and the structure; without axe, which sees no more in a look than we do. */
  async inspectLook(): Promise<void> {
    const found = await this.page.evaluate(
      `(() => { ${INSPECTION}; return inspectPage(${JSON.stringify(this.#look.language)}) })()`,
    )
    this.#faults.push(...(found as string[]))
  }

  /** As the page itself would ask, with its cookie. */
  async api<Answer>(path: string): Promise<Answer> {
    const answer = await this.page.evaluate(async (place) => {
      const response = await fetch(place)
      return { status: response.status, body: await response.text() }
    }, path)
    if (answer.status !== 200) throw new Error(`${path}: HTTP ${answer.status} ${answer.body}`)
    return JSON.parse(answer.body) as Answer
  }

  async picture(path: string): Promise<void> {
    await this.page.screenshot({ path, fullPage: true })
  }

  /** What axe would do better, though it shuts nobody out. */
  get advice(): readonly string[] {
    return [...this.#advice]
  }

  /** Everything found since the last call. */
  takeFaults(): string[] {
    return this.#faults.splice(0)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.context().close()
  }
}

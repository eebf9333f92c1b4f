import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { type Look, PageSession } from './page-session.ts'
import type { SignedIn } from './sign-in.ts'
import type { World } from './worlds.ts'

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

export type NamedLook = Look & { readonly name: string }

/**
 * The way of one language through many pages. Whoever is signed in keeps one browser profile for all of them, as
 * making a profile and starting its process costs as much as a page; each page is loaded whole all the same.
 */
export class PageWalk implements AsyncDisposable {
  readonly pictures: string[] = []
  readonly faults: string[] = []
  /** Milder findings of axe. */
  readonly advice = new Set<string>()
  readonly #browser: Browser
  readonly #base: URL
  readonly #outDirectory: string
  readonly #look: NamedLook
  readonly #further: readonly NamedLook[]
  readonly #sessions = new Map<SignedIn | undefined, PageSession>()

  /**
   * @param looks all in one language. Pages are loaded in the first; main pages put the others on as they stand.
   * @param outDirectory where pictures go
   */
  constructor(
    browser: Browser,
    base: URL,
    looks: readonly [NamedLook, ...NamedLook[]],
    outDirectory: string,
  ) {
    this.#browser = browser
    this.#base = base
    this.#outDirectory = outDirectory
    ;[this.#look, ...this.#further] = looks
  }

  async open(page: PageToOpen): Promise<void> {
    if (page.world === undefined || page.world === 'real')
      return await this.#visit(page, await this.#sessionOf(page.signedIn))
    await using session = await PageSession.open(this.#browser, this.#look, page)
    await this.#visit(page, session)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const session of this.#sessions.values()) await session[Symbol.asyncDispose]()
  }

  async #sessionOf(signedIn: SignedIn | undefined): Promise<PageSession> {
    const known = this.#sessions.get(signedIn)
    if (known) return known
    const session = await PageSession.open(this.#browser, this.#look, { signedIn })
    this.#sessions.set(signedIn, session)
    return session
  }

  async #visit(page: PageToOpen, session: PageSession): Promise<void> {
    await this.#lookAt(page, this.#look, session, async () => {
      await session.visit(new URL(page.path, this.#base), page.mayFail)
      if (page.press) await session.press(page.press)
      if (page.write) await session.write(page.write)
      await session.inspect()
    })
    for (const one of session.advice) this.advice.add(one)
    if (!page.isMain) return
    for (const look of this.#further)
      await this.#lookAt(page, look, session, async () => {
        await session.putOn(look)
        await session.inspectLook()
      })
    await session.putOn(this.#look)
  }

  async #lookAt(
    page: PageToOpen,
    look: NamedLook,
    session: PageSession,
    act: () => Promise<void>,
  ): Promise<void> {
    const name = `${page.name}-${look.language}-${look.theme}-${look.name}`
    const picture = join(this.#outDirectory, `${name}.png`)
    const faults: string[] = []
    try {
      await act()
    } catch (error) {
      faults.push(String(error))
    } finally {
      await session.picture(picture)
    }
    this.pictures.push(picture)
    this.faults.push(...[...session.takeFaults(), ...faults].map((fault) => `${name}: ${fault}`))
  }
}

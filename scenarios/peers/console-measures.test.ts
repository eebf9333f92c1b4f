/**
 * The pages of consent, measures, releases and alerts, as chromium shows them: on a real ledger, planner, devices and
 * release desk, one of the devices down; and where nothing is configured.
 */
import { join } from 'node:path'
import { test } from 'node:test'
import type { Browser } from 'playwright-core'
import {
  checkPages,
  launchBrowser,
  openDesk,
  PageSession,
  type PageToOpen,
  PHONE_LOOK,
  runConsentStory,
  runMeasuresStory,
  runTermsStory,
  runToldStory,
  type SignedIn,
  signAllIn,
  tellStory,
} from '../../console/test-pages.ts'
import type { Role } from '../../src/people/index.ts'
import { MeasuresWorld } from '../../src/web/measures-world.fixture.ts'
import { createPublicServer } from '../../src/web/server.ts'

const CONSOLE = process.env['NOROSHI_CONSOLE'] ?? join(import.meta.dirname, '../../console/dist')
const PEOPLE: Readonly<Record<string, readonly Role[]>> = {
  'k.sato': ['analyst'],
  'm.tanaka': ['approver'],
  'y.ito': ['privacy-officer'],
  'r.mori': ['viewer'],
}

test('the pages of what is done are sound for whom they are made', async (context) => {
  await using world = await MeasuresWorld.open(() => Date.now())
  const pictures = process.env['NOROSHI_PICTURES'] ?? join(world.fixture.directory, 'pictures')
  await using house = await openHouse(world, {})
  await using bare = await openHouse(world, {
    measuresLive: undefined,
    alerts: undefined,
    measures: { ...world.ports.measures, isPreview: () => true },
  })
  const browser = await launchBrowser()
  try {
    const people = await enter(browser, world, house.base)
    const there = await enter(browser, world, bare.base)
    await context.test('in both languages, themes and widths', async (step) => {
      const found = await checkPages(browser, house.base, pagesFor(people, world), pictures)
      step.diagnostic(`${found.pictures.length} pages`)
      for (const one of found.advice) step.diagnostic(one)
    })
    await context.test('where nothing is configured they say what to do', async () => {
      const pages = ['measures', 'releases', 'alerts'].map((name) => ({
        name: `bare-${name}`,
        path: `/${name}`,
        signedIn: there['k.sato']!,
      }))
      await checkPages(browser, bare.base, pages, pictures)
    })
    await context.test('everything is lifted and taken back, and one server is freed', async () => {
      await using analyst = await openDesk(browser, people['k.sato']!)
      await tellStory('measures', [analyst], pictures, () =>
        runMeasuresStory(analyst, house.base, world.blockedTargets[0]!),
      )
    })
    await context.test('a file is tried, and one subscriber’s no is recorded', async () => {
      await using officer = await openDesk(browser, people['y.ito']!)
      await tellStory('consent', [officer], pictures, () =>
        runConsentStory(officer, house.base, join(pictures, 'consent-subscriber.png')),
      )
    })
    await context.test(
      'words are read before they are published, and who was told is looked up with a reason',
      async () => {
        await using phone = await PageSession.open(browser, PHONE_LOOK, {
          signedIn: people['y.ito']!,
        })
        await using desk = await openDesk(browser, people['y.ito']!)
        await tellStory('terms', [phone, desk], pictures, async () => {
          await runToldStory(phone, house.base, 'ja', pictures)
          await runTermsStory(phone, house.base, 'ja', { pictures, isPublished: false })
          await runToldStory(desk, house.base, 'en', pictures)
          await runTermsStory(desk, house.base, 'en', { pictures, isPublished: true })
        })
      },
    )
  } finally {
    await browser.close()
  }
})

type Ports = MeasuresWorld['ports']

async function openHouse(world: MeasuresWorld, changes: Partial<Ports>) {
  const server = await createPublicServer({
    ...world.ports,
    ...changes,
    signIn: { anonymous: null, isSecure: false },
    consoleDirectory: CONSOLE,
  })
  const address = await server.listen({ host: '127.0.0.1', port: 0 })
  return {
    base: new URL(`http://localhost:${new URL(address).port}`),
    [Symbol.asyncDispose]: () => server.close(),
  }
}

/** Once for each house: a link works once, and a cookie belongs to one place. */
async function enter(
  browser: Browser,
  world: MeasuresWorld,
  base: URL,
): Promise<Readonly<Record<string, SignedIn>>> {
  const { links, directory } = world.ports.people
  const secrets: Record<string, string> = {}
  const known = new Set((await directory.list()).map(({ id }) => id))
  for (const [id, roles] of Object.entries(PEOPLE)) {
    const { secret } = known.has(id)
      ? await links.makeFor(await directory.get(id), 'system')
      : await links.invite({ id, name: id, roles }, 'system')
    secrets[id] = secret
  }
  return await signAllIn(browser, base, secrets)
}

function pagesFor(
  people: Readonly<Record<string, SignedIn>>,
  world: MeasuresWorld,
): readonly PageToOpen[] {
  const as = (id: string, ...pages: readonly PageToOpen[]) =>
    pages.map((page) => ({ ...page, signedIn: people[id]! }))
  return [
    ...as(
      'm.tanaka',
      { name: 'measures', path: '/measures', isMain: true },
      { name: 'plane', path: `/measures/${world.streamDevice}` },
      { name: 'plane-down', path: `/measures/${world.brokenDevice}` },
      { name: 'plane-unknown', path: '/measures/nowhere', mayFail: /nowhere/ },
      { name: 'releases', path: '/releases?subject=203.0.113.7', isMain: true },
      { name: 'alerts', path: '/alerts?device=camera&text=en', isMain: true },
      { name: 'measures-loading', path: '/measures', world: 'loading' },
      { name: 'releases-refused', path: '/releases', world: 'error', mayFail: /api/ },
      { name: 'alerts-down', path: '/alerts', world: 'down', mayFail: /api/ },
    ),
    ...as(
      'y.ito',
      { name: 'consent', path: '/consent', isMain: true },
      { name: 'consent-refused', path: '/consent', world: 'error', mayFail: /api/ },
    ),
    ...as(
      'r.mori',
      { name: 'measures-viewer', path: '/measures' },
      { name: 'consent-viewer', path: '/consent' },
    ),
  ]
}

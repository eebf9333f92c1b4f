/**
 * The console, as chromium shows it, on two real services: one that has 100,000 cases in the middle of an
 * ordinary week and five people who sign in, and one with the small country as its exporters.
 */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Browser } from 'playwright-core'
import {
  checkPages,
  deskLook,
  launchBrowser,
  measureFirstView,
  openDesk,
  PageSession,
  type PagesFound,
  type PageToOpen,
  PHONE_LOOK,
  runApprovalStory,
  runBulkStory,
  runKeyboardStory,
  runNoticeStory,
  type SignedIn,
  signAllIn,
  signInByLink,
  tellStory,
} from '../../console/test-pages.ts'
import { ServiceProcess, temporaryDirectory } from '../../tools/testing/noroshi-process.ts'
import { until } from '../../tools/testing/until.ts'
import { makeConsoleWorld, NOTICE_CONFIGURATION } from './console-world.ts'

const CASE_COUNT = 100_000
const SCRIPT_OCTETS_MAX = 250_000
/** Of the same page with nothing to list: so much may a hundred thousand cases cost. */
const SLOWER_THAN_EMPTY_MAX = 3
/** Visits whose median is compared. */
const COMPARED_COUNT = 3
/** The keyboard goes from one to the next and back; what it decides it takes back. */
const CASES_MIN = 2
/** The country needs a while to send its day, the more so beside other work. */
const CASES_WITHIN_SECONDS = 300

test('every page is sound for whom it is made, with 100,000 cases', async (context) => {
  await using directory = await temporaryDirectory()
  const links = await makeConsoleWorld(directory.path, CASE_COUNT)
  await using service = await ServiceProcess.start(directory.path, NOTICE_CONFIGURATION)
  const base = new URL(`http://localhost:${service.consolePort}`)
  const pictures = process.env['NOROSHI_PICTURES'] ?? join(directory.path, 'pictures')
  const browser = await launchBrowser()
  try {
    const cookies = await signAllIn(browser, base, links)
    const as = (id: string): SignedIn => cookies[id]!
    const caseId = await oneCase(service, '/api/v1/cases?awaiting=approval&limit=1')

    await context.test('in both languages, themes and widths', async (step) => {
      tell(step, await checkPages(browser, base, worldPages(as, caseId), pictures))
    })
    await context.test('many cases at once, and all of them back', async () => {
      await using session = await openDesk(browser, as('k.sato'))
      await tellStory('bulk', [session], pictures, () => runBulkStory(session, base))
    })
    await context.test('publishing takes two people', async () => {
      await using asker = await openDesk(browser, as('k.sato'))
      await using approver = await openDesk(browser, as('m.tanaka'))
      await tellStory('approval', [asker, approver], pictures, () =>
        runApprovalStory(asker, approver, 'm.tanaka', base),
      )
    })
    await context.test('who publishes what subscribers are told, and who reads it', async () => {
      await using officer = await openDesk(browser, as('y.ito'))
      await using subscriber = await PageSession.open(browser, PHONE_LOOK)
      await tellStory('notice', [officer, subscriber], pictures, () =>
        runNoticeStory(officer, subscriber, base),
      )
    })
    await context.test(
      'the first view is light, and does not grow with the cases',
      async (step) => {
        const view = (path: string, selector: string, visitCount: number) =>
          measureFirstView(browser, new URL(path, base), as('k.sato'), selector, visitCount)
        const full = await view('/cases?status=proposed', '[data-row-link]', COMPARED_COUNT)
        const overview = await view('/', '[data-row-link]', 1)
        const empty = await view('/cases?search=no-such-endpoint', '.state h2', COMPARED_COUNT)
        for (const [name, one] of Object.entries({ full, overview, empty }))
          step.diagnostic(
            `${name}: ${one.shownMs.toFixed(0)} ms, of these ${one.pageCpuMs.toFixed(0)} ms of the page’s processor, ${one.scriptOctets} octets of script, ${one.requestCount} requests`,
          )
        assert.ok(full.scriptOctets <= SCRIPT_OCTETS_MAX, `${full.scriptOctets} octets`)
        assert.ok(overview.scriptOctets <= SCRIPT_OCTETS_MAX, `${overview.scriptOctets} octets`)
        assert.ok(full.pageCpuMs <= empty.pageCpuMs * SLOWER_THAN_EMPTY_MAX)
      },
    )
  } finally {
    await browser.close()
  }
  assert.equal(await service.kill('SIGTERM'), 0, service.log)
})

test('on the small country, with flows to look at', async (context) => {
  await using directory = await temporaryDirectory()
  await using service = await ServiceProcess.start(directory.path, {}, ['--demo', '--seed', '3'])
  await until(async () => {
    const { cases } = await service.api<{ cases: unknown[] }>(`/api/v1/cases?limit=${CASES_MIN}`)
    return cases.length >= CASES_MIN
  }, CASES_WITHIN_SECONDS)
  const base = new URL(`http://localhost:${service.consolePort}`)
  const pictures = process.env['NOROSHI_PICTURES'] ?? join(directory.path, 'pictures')
  const browser = await launchBrowser()
  try {
    const signedIn = await enterFirst(browser, base, service)
    const caseId = await oneCase(service, '/api/v1/cases?limit=1')
    const pages: readonly PageToOpen[] = [
      { name: 'demo-overview', path: '/', isMain: true },
      { name: 'demo-case', path: `/cases/${caseId}`, press: 'p' },
      { name: 'demo-candidates', path: '/candidates' },
      { name: 'demo-exporters', path: '/exporters' },
      { name: 'demo-model', path: '/model' },
    ]
    const visited = pages.map((page) => ({ ...page, signedIn }))
    tell(context, await checkPages(browser, base, visited, pictures))
    for (const language of ['en', 'ja'] as const) {
      await using session = await PageSession.open(browser, deskLook(language), { signedIn })
      await tellStory(`keyboard-${language}`, [session], pictures, () =>
        runKeyboardStory(session, base),
      )
    }
  } finally {
    await browser.close()
  }
  assert.equal(await service.kill('SIGTERM'), 0, service.log)
})

/** Every page, as whoever works with it; and what stands there when the service is slow, refuses, or is gone. */
function worldPages(as: (id: string) => SignedIn, caseId: string): readonly PageToOpen[] {
  const pages = (id: string, ...list: readonly PageToOpen[]) =>
    list.map((page) => ({ ...page, signedIn: as(id) }))
  return [
    ...pages(
      'm.tanaka',
      { name: 'overview', path: '/', isMain: true },
      { name: 'inbox', path: '/cases?status=proposed', isMain: true },
      { name: 'cases-none', path: '/cases?search=no-such-endpoint' },
      { name: 'case', path: `/cases/${caseId}`, isMain: true },
      { name: 'case-deciding', path: `/cases/${caseId}`, press: 'a' },
      { name: 'case-unknown', path: '/cases/no-such-case', mayFail: /no-such-case/ },
      { name: 'approvals', path: '/approvals' },
      { name: 'calendar', path: '/calendar' },
      { name: 'check', path: '/check?address=203.0.113.0/26', write: 'Asked by the provider' },
      { name: 'lists', path: '/lists' },
      { name: 'list', path: '/lists/example-feed' },
      { name: 'candidates', path: '/candidates' },
      { name: 'model', path: '/model' },
      { name: 'evaluation', path: '/evaluation' },
      { name: 'settings', path: '/settings' },
      { name: 'help', path: '/settings?router=hsflowd', press: '?' },
      { name: 'not-found', path: '/nowhere', mayFail: /nowhere/ },
      { name: 'inbox-loading', path: '/cases', world: 'loading' },
      { name: 'overview-refused', path: '/', world: 'error', mayFail: /api/ },
      { name: 'calendar-down', path: '/calendar', world: 'down', mayFail: /api/ },
    ),
    ...pages('r.mori', { name: 'case-viewer', path: `/cases/${caseId}` }),
    ...pages(
      'a.suzuki',
      { name: 'people', path: '/people' },
      { name: 'person', path: '/people/k.sato' },
      { name: 'account', path: '/account' },
    ),
    ...pages(
      'y.ito',
      { name: 'audit', path: '/audit' },
      { name: 'audit-refused', path: '/audit', world: 'error', mayFail: /api/ },
      { name: 'notices', path: '/notices', isMain: true },
    ),
    { name: 'sign-in', path: '/' },
  ]
}

async function oneCase(service: ServiceProcess, path: string): Promise<string> {
  const { cases } = await service.api<{ cases: readonly { id: string }[] }>(path)
  assert.ok(cases[0], 'the service has no case to show')
  return cases[0].id
}

/** By the link that a start without any administrator prints. */
async function enterFirst(browser: Browser, base: URL, service: ServiceProcess): Promise<SignedIn> {
  const secret = /join#([\w-]+)/.exec(service.log)?.[1]
  assert.ok(secret, 'the demonstration printed no link')
  return signInByLink(browser, base, secret)
}

function tell(context: TestContext, { pictures, advice }: PagesFound): void {
  context.diagnostic(`${pictures.length} pages`)
  for (const one of advice) context.diagnostic(one)
}

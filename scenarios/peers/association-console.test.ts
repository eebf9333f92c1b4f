/** The association's console, as chromium shows it, on a real hub with 20 members and 2,000 warnings. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  checkPages,
  launchBrowser,
  measureFirstView,
  openDesk,
  type PageSession,
  type PageToOpen,
  type SignedIn,
  signAllIn,
  tellStory,
} from '../../console/test-pages.ts'
import { HubProcess } from '../../tools/testing/hub-processes.ts'
import { temporaryDirectory } from '../../tools/testing/noroshi-process.ts'
import { type AssociationWorld, makeAssociationWorld, WARNING_COUNT } from './association-world.ts'

const SCRIPT_OCTETS_MAX = 250_000

test('every page of the association is sound for whom it is made', async (context) => {
  await using directory = await temporaryDirectory()
  const hub = await HubProcess.make(directory.path, { isConsoleOpen: true })
  const world = await makeAssociationWorld(hub.data)
  await hub.restart()
  const base = new URL(hub.consoleUrl)
  const pictures = process.env['NOROSHI_PICTURES'] ?? join(directory.path, 'pictures')
  const browser = await launchBrowser()
  try {
    const cookies = await signAllIn(browser, base, world.links)
    const as = (id: string): SignedIn => cookies[id]!

    await context.test('in both languages, themes and widths', async (step) => {
      const found = await checkPages(browser, base, pagesOf(world, as), pictures)
      step.diagnostic(`${found.pictures.length} pages`)
      for (const one of found.advice) step.diagnostic(one)
    })
    await context.test(
      'a member is suspended and resumed, and both stand in the record',
      async () => {
        await using officer = await openDesk(browser, as('k.sato'))
        await using auditor = await openDesk(browser, as('y.ito'))
        await tellStory('suspend', [officer, auditor], pictures, () =>
          suspendAndResume(officer, auditor, base),
        )
      },
    )
    await context.test(
      'who still acts is chased, and who speaks is shown to an officer',
      async () => {
        await using officer = await openDesk(browser, as('k.sato'))
        await tellStory('chase', [officer], pictures, () => chaseAndLook(officer, base, world))
      },
    )
    await context.test('how a dispute ends takes two people', async () => {
      await using officer = await openDesk(browser, as('k.sato'))
      await using reviewer = await openDesk(browser, as('m.tanaka'))
      await tellStory('dispute', [officer, reviewer], pictures, () =>
        decide(officer, reviewer, base, world),
      )
    })
    await context.test('the first view is light', async (step) => {
      const view = await measureFirstView(browser, base, as('k.sato'), '.attention a')
      step.diagnostic(
        `${view.shownMs.toFixed(0)} ms, ${view.scriptOctets} octets of script, ${view.requestCount} requests`,
      )
      assert.ok(view.scriptOctets <= SCRIPT_OCTETS_MAX, `${view.scriptOctets} octets`)
    })
  } finally {
    await browser.close()
    await hub[Symbol.asyncDispose]()
  }
  assert.ok(!/198\.1[89]\.\d+\.\d+/.test(hub.log), 'the log of a hub names no endpoint')
})

function pagesOf(world: AssociationWorld, as: (id: string) => SignedIn): readonly PageToOpen[] {
  const pages = (id: string, ...list: readonly PageToOpen[]) =>
    list.map((page) => ({ ...page, signedIn: as(id) }))
  const named = (page: PageToOpen): PageToOpen => ({ ...page, name: `association-${page.name}` })
  return [
    ...pages(
      'k.sato',
      { name: 'overview', path: '/', isMain: true },
      { name: 'members', path: '/members', isMain: true },
      { name: 'member', path: `/members/${world.memberId}`, isMain: true },
      { name: 'member-unknown', path: '/members/no-such', mayFail: /no-such/ },
      { name: 'ledger', path: '/ledger', isMain: true },
      { name: 'warnings', path: '/warnings', isMain: true },
      { name: 'warnings-none', path: '/warnings?search=203.0.113.9' },
      { name: 'warning', path: `/warnings/${world.warningId}` },
      { name: 'warning-withdrawn', path: `/warnings/${world.withdrawnId}` },
      { name: 'flow', path: '/flow?hours=24' },
      { name: 'disputes', path: '/disputes?ended=yes' },
      { name: 'statistics', path: '/statistics' },
      { name: 'log', path: '/log' },
      { name: 'help', path: '/members', press: '?' },
      { name: 'not-found', path: '/cases', mayFail: /cases/ },
      { name: 'members-loading', path: '/members', world: 'loading' },
      { name: 'overview-refused', path: '/', world: 'error', mayFail: /api/ },
      { name: 'ledger-down', path: '/ledger', world: 'down', mayFail: /api/ },
    ),
    ...pages('m.tanaka', { name: 'dispute', path: `/disputes/${world.disputeId}`, isMain: true }),
    ...pages(
      'r.mori',
      { name: 'member-viewer', path: `/members/${world.memberId}` },
      { name: 'record-refused', path: '/record' },
    ),
    ...pages(
      'a.suzuki',
      { name: 'people', path: '/people' },
      { name: 'person', path: '/people/k.sato' },
      { name: 'account', path: '/account' },
    ),
    ...pages(
      'y.ito',
      { name: 'record', path: '/record' },
      { name: 'record-people', path: '/record?of=people' },
    ),
    { name: 'sign-in', path: '/' },
  ].map(named)
}

async function suspendAndResume(
  officer: PageSession,
  auditor: PageSession,
  base: URL,
): Promise<void> {
  await officer.visit(new URL('/members/isp-09', base))
  for (const [act, reason, then] of [
    ['Suspend', 'A story that is told', 'suspended'],
    ['Resume', 'The story goes on', 'up to date'],
  ] as const) {
    await officer.page.getByRole('button', { name: act, exact: true }).click()
    const dialog = officer.page.getByRole('dialog')
    await dialog.getByLabel('Reason').fill(reason)
    await officer.inspect()
    await dialog.getByRole('button', { name: act, exact: true }).click()
    await officer.page.locator('.facts').getByText(then).first().waitFor()
  }
  await officer.page.getByRole('button', { name: 'Change the record' }).click()
  await officer.inspect()
  await officer.page.keyboard.press('Escape')
  await auditor.visit(new URL('/record', base))
  await auditor.page.getByText('A story that is told').waitFor()
  const { events } = await auditor.api<{ events: { kind: string; actor: string }[] }>(
    '/api/v1/record?memberId=isp-09&limit=2',
  )
  assert.deepEqual(
    events.map(({ kind, actor }) => `${actor} ${kind}`),
    ['k.sato member-resumed', 'k.sato member-suspended'],
  )
}

async function chaseAndLook(
  officer: PageSession,
  base: URL,
  world: AssociationWorld,
): Promise<void> {
  await officer.visit(new URL('/ledger', base))
  await officer.page
    .getByRole('button', { name: /^Chase/ })
    .first()
    .click()
  await officer.page
    .locator('table')
    .first()
    .getByText(/second|now/)
    .first()
    .waitFor()
  await officer.visit(new URL(`/warnings/${world.warningId}`, base))
  await officer.page.getByRole('button', { name: 'Show them' }).click()
  await officer.page.getByRole('table', { name: 'Who speaks for it' }).waitFor()
  await officer.inspect()
  const proof = await officer.page.evaluate(async (id) => {
    const response = await fetch(`/api/v1/warnings/${id}/proof`)
    return await response.text()
  }, world.warningId)
  assert.match(proof, /^c2sp\.org\/tlog-proof@v1\n/)
  await officer.visit(new URL('/warnings', base))
  await officer.page.keyboard.press('j')
  await officer.page.keyboard.press('Enter')
  await officer.page.waitForURL(/\/warnings\/[0-9a-z]{12}/)
  const { total } = await officer.api<{ total: number }>('/api/v1/warnings?limit=1')
  assert.equal(total, WARNING_COUNT)
}

async function decide(
  officer: PageSession,
  reviewer: PageSession,
  base: URL,
  world: AssociationWorld,
): Promise<void> {
  const page = new URL(`/disputes/${world.disputeId}`, base)
  await officer.visit(new URL(page))
  await officer.page.getByText('somebody else decides').waitFor()
  assert.equal(await officer.page.getByRole('button', { name: /Decide/ }).count(), 0)
  await reviewer.visit(new URL(page))
  await reviewer.page.keyboard.press('a')
  const dialog = reviewer.page.getByRole('dialog')
  await dialog.getByLabel('To the owner').fill('Thank you for telling us.')
  await reviewer.inspect()
  await dialog.getByRole('button', { name: 'Decide as proposed' }).click()
  await reviewer.page.getByText('decided by m.tanaka').waitFor()
}

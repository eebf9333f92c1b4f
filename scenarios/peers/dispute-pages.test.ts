/** The public pages of disputes as chromium shows them, on a real hub; and the whole way with scripts switched off. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { checkPages, launchBrowser } from '../../console/test-pages.ts'
import { challengeName } from '../../src/gate/disputes/proof/dns-probe.ts'
import { NameServer } from '../../src/gate/disputes/proof/name-server.fixture.ts'
import type { DisputeRow } from '../../src/gate/disputes/read.ts'
import { currentWarning } from '../../tools/testing/current-warning.ts'
import { HubProcess } from '../../tools/testing/hub-processes.ts'
import { temporaryDirectory } from '../../tools/testing/noroshi-process.ts'
import { until } from '../../tools/testing/until.ts'

const ADDRESS = '203.0.113.40'

test('an owner goes the whole way on a phone without a script, and every page is sound for everybody', async (context) => {
  await using directory = await temporaryDirectory()
  await using names = await NameServer.start()
  await using hub = await startedHub(directory.path, names)
  await using member = await hub.member(directory.path, 'isp-a', 'analysing,receiving')
  await member.submit([currentWarning(ADDRESS, { uses: ['notify-subscribers'] })])
  const browser = await launchBrowser()
  const base = new URL(hub.url)
  const pictures = process.env['NOROSHI_PICTURES'] ?? join(directory.path, 'pictures')
  const look = async (name: string, path: string, mayFail?: RegExp) => {
    const page = { name: `dispute-${name}`, path, isMain: true, ...(mayFail ? { mayFail } : {}) }
    const { advice } = await checkPages(browser, base, [page], pictures)
    for (const one of advice) context.diagnostic(one)
  }
  try {
    const page = await onPhone(browser)
    await page.goto(new URL('/disputes', base).href)
    await look('ask', '/disputes')
    await page.getByLabel('IPアドレス').fill(ADDRESS)
    await page.getByRole('button', { name: '手続きを始める' }).click()
    await page.getByText('このページのアドレス（リンク）を保存してください').waitFor()
    const link = new URL(page.url()).pathname
    await look('claim', link)

    const lines = await page.locator('code').allTextContents()
    names.records.set(challengeName(ADDRESS), [lines.find((line) => line.includes('='))!])
    await page.getByRole('button', { name: '確認する' }).click()
    await until(async () => {
      // The press itself may still be on its way to a page, and then interrupts this.
      await page.reload().catch(() => {})
      return page.getByText(`${ADDRESS}:4444/tcp`).isVisible()
    })
    await look('told', link)
    await page.getByText('誤りであると申し立てる').click()
    await page
      .getByLabel('申立ての内容')
      .fill('病院のメールサーバです。\n<b>2019年</b>から使っています。')
    await page.getByRole('button', { name: '申し立てる' }).click()
    await page.getByText('受け付けました').waitFor()
    assert.ok(await page.getByText('<b>2019年</b>').isVisible(), 'what was written is text')
    await look('filed', link)

    const [dispute] = await hub.ask<DisputeRow[]>('dispute', 'list')
    const act = await officers(hub, directory.path)
    const why = ['--outcome', 'rejected', '--reason', 'nothing-new']
    await act('Sato', 'propose', dispute!.id, ...why)
    await act('Suzuki', 'decide', dispute!.id, '--text', 'ご確認ください。')
    await page.reload()
    await page.getByText('ご確認ください。').waitFor()
    await look('decided', link)
    await page.getByText('再審査を求める').click()
    await page.getByLabel('申立ての内容').fill('証明書をお送りします。')
    await page.getByRole('button', { name: '送る' }).click()
    await page.getByText('受け付けました').waitFor()
    await look('statistics', '/disputes/statistics')
    await look('nothing', '/disputes/of/nothing', /nothing/)
  } finally {
    await browser.close()
  }
})

async function startedHub(directory: string, names: NameServer): Promise<HubProcess> {
  const hub = await HubProcess.start(directory)
  await hub.kill('SIGTERM')
  const path = join(hub.data, 'hub.json')
  const settings = JSON.parse(readFileSync(path, 'utf8'))
  const disputes = { resolvers: [names.place], isLaboratory: true, contact: '03-0000-0000' }
  writeFileSync(path, JSON.stringify({ ...settings, disputes }))
  await hub.restart()
  return hub
}

async function onPhone(browser: Browser): Promise<Page> {
  const viewport = { width: 390, height: 844 }
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'ja', viewport })
  return context.newPage()
}

async function officers(hub: HubProcess, directory: string) {
  for (const name of ['Sato', 'Suzuki']) {
    const { token } = await hub.ask<{ token: string }>('dispute', 'officer', 'add', name)
    writeFileSync(join(directory, name), token, { mode: 0o600 })
  }
  return (name: string, ...args: string[]) =>
    hub.ask('dispute', ...args, '--token-file', join(directory, name))
}

import { gzipSync } from 'node:zlib'
import type { Browser, Response } from 'playwright-core'
import type { SignedIn } from './sign-in.ts'

export type FirstView = {
  /** From the navigation to the frame in which what was asked for stands, the median of the visits. */
  readonly shownMs: number
  /** Processor time of the page's main thread until then: what a busy machine does not stretch. */
  readonly pageCpuMs: number
  /** Of all scripts that were loaded until then, each compressed by itself. */
  readonly scriptOctets: number
  readonly requestCount: number
}

/** Until the page has noticed what it shows. */
const FRAME_MS = 100

/**
 * Visits with an empty cache, as somebody comes who was never here.
 *
 * @param visitCount more than one where a time is compared; an odd number
 */
export async function measureFirstView(
  browser: Browser,
  url: URL,
  signedIn: SignedIn,
  selector: string,
  visitCount = 1,
): Promise<FirstView> {
  const visits: FirstView[] = []
  for (let visit = 0; visit < visitCount; visit++)
    visits.push(await visitOnce(browser, url, signedIn, selector))
  return visits.toSorted((a, b) => a.shownMs - b.shownMs)[Math.floor(visitCount / 2)]!
}

/** Compressed; nothing where the page has closed before its script came. */
async function octetsOf(response: Response): Promise<number> {
  try {
    return gzipSync(await response.body()).length
  } catch {
    return 0
  }
}

async function visitOnce(
  browser: Browser,
  url: URL,
  signedIn: SignedIn,
  selector: string,
): Promise<FirstView> {
  const context = await browser.newContext({
    storageState: signedIn,
    locale: 'en-GB',
    viewport: { width: 1440, height: 900 },
  })
  try {
    const page = await context.newPage()
    const devtools = await context.newCDPSession(page)
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' })
    const scripts: Promise<number>[] = []
    let requestCount = 0
    page.on('response', (response) => {
      requestCount++
      if (/javascript/.test(response.headers()['content-type'] ?? ''))
        scripts.push(octetsOf(response))
    })
    await page.addInitScript(`(() => {
      const look = () => {
        if (document.querySelector(${JSON.stringify(selector)})) window.shownMs ??= performance.now()
        else requestAnimationFrame(look)
      }
      requestAnimationFrame(look)
    })()`)
    await page.goto(url.href, { waitUntil: 'commit' })
    await page.locator(selector).first().waitFor({ state: 'attached' })
    await page.waitForTimeout(FRAME_MS)
    const shownMs = (await page.evaluate('window.shownMs')) as number
    const { metrics } = await devtools.send('Performance.getMetrics')
    const taskSeconds = metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0
    const octets = await Promise.all(scripts)
    return {
      shownMs,
      pageCpuMs: taskSeconds * 1000,
      scriptOctets: octets.reduce((sum, one) => sum + one, 0),
      requestCount,
    }
  } finally {
    await context.close()
  }
}

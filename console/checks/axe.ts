import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

/** Rules of WCAG 2.2 A and AA, and what axe itself calls good practice. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** Without writing down each element that nothing is wrong with. */
const OPTIONS = { runOnly: TAGS, resultTypes: ['violations'] }
/** Milder findings are advice; these shut people out. */
const SERIOUS: ReadonlySet<string> = new Set(['serious', 'critical'])

type Violation = {
  readonly id: string
  readonly impact: string
  readonly help: string
  readonly nodes: readonly { readonly html: string; readonly target: readonly string[] }[]
}
export type AxeFindings = {
  readonly serious: readonly string[]
  readonly milder: readonly string[]
}

/** The text of axe, to be evaluated in a page. */
export function readAxe(): string {
  return readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
}

/** What axe finds in the page as it stands. Evaluated from outside, so that the content policy holds. */
export async function runAxe(page: Page, axe: string): Promise<AxeFindings> {
  const violations = (await page.evaluate(
    `(async () => { if (!window.axe) { ${axe} } return (await axe.run(document, ${JSON.stringify(OPTIONS)})).violations.map(({ id, impact, help, nodes }) => ({ id, impact, help, nodes: nodes.slice(0, 3).map(({ html, target }) => ({ html: html.slice(0, 160), target })) })) })()`,
  )) as readonly Violation[]
  const told = (isSerious: boolean) =>
    violations
      .filter(({ impact }) => SERIOUS.has(impact) === isSerious)
      .map(
        ({ id, impact, help, nodes }) =>
          `axe ${impact} ${id}: ${help}: ${nodes.map(({ html }) => html).join(' | ')}`,
      )
  return { serious: told(true), milder: told(false) }
}

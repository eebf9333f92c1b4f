import type { DisputeErrorCode } from '../errors.ts'
import { html } from './html.ts'
import { layout, linkTo, type PageContext, ROOT } from './layout.ts'
import { DISPUTE_PROBLEMS } from './texts.ts'

/** What happened, what to do, and the code. Nothing of what was sent is repeated. */
export function problemPage(code: DisputeErrorCode, contact: string, context: PageContext): string {
  const { say, language } = context
  const body = html`<p role="alert">${DISPUTE_PROBLEMS[code][language]}</p>
<p>${say('contactOf', { contact })}</p>
<p class="soft">${code}</p>
<p><a href="${linkTo(ROOT, context)}">${say('home')}</a></p>`
  return layout(say('problem'), body, context)
}

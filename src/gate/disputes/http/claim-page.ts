import { isIP } from 'node:net'
import type { ClaimView } from '../disputes.ts'
import { challengeName } from '../proof/dns-probe.ts'
import { WELL_KNOWN } from '../proof/http-probe.ts'
import { disputePart } from './dispute-part.ts'
import { type Html, html } from './html.ts'
import { layout, linkTo, type PageContext } from './layout.ts'
import { listedPart } from './listed-part.ts'
import { shownTime, timedText } from './times.ts'

export type ClaimPageSettings = {
  /** Where the association answers, as it stands on the page. */
  readonly contact: string
}

/** What stands behind an owner's link, from the first look to the decision. */
export function claimPage(
  view: ClaimView,
  settings: ClaimPageSettings,
  context: PageContext,
): string {
  const { say, language } = context
  const { claim, disputes } = view
  const head = html`<p class="box">${say('keepLink')}</p>
<dl><dt>${say('address')}</dt><dd>${claim.address}${claim.port === null ? '' : `, ${claim.port}`}</dd>
<dt>${say('reference')}</dt><dd><code>${claim.id}</code></dd>
${claim.proof === null && html`<dt>${say('until')}</dt><dd>${shownTime(claim.endsAtMs, language)}</dd>`}</dl>`
  const body = html`${head}
${disputes.map((one) => disputePart(one, context))}
${claim.proof === null && provePart(view, settings, context)}
${view.isProved && listedPart(view, context)}`
  return layout(say('title'), body, context)
}

function provePart(
  { claim, isChecking }: ClaimView,
  { contact }: ClaimPageSettings,
  context: PageContext,
): Html {
  const { say, path, language } = context
  const { address, port, token, answer, checkedAtMs, checksLeft } = claim
  const host = isIP(address) === 6 ? `[${address}]` : address
  const place = `http://${host}${port === null || port === 80 ? '' : `:${port}`}${WELL_KNOWN}${token}`
  const isMissed = !isChecking && checkedAtMs !== null
  return html`<section><h2>${say('proveTitle')}</h2>
<p>${say('proveOne')}</p>
<h3>${say('byFile')}</h3><p>${say('byFileText')}</p>
<p><code>${place}</code></p><p><code>${answer}</code></p>
<h3>${say('byName')}</h3><p>${say('byNameText')}</p>
<p><code>${challengeName(address)}.</code></p><p><code>${answer}</code></p>
<h3>${say('byContact')}</h3><p>${say('byContactText')}</p>
<p>${say('contactOf', { contact })}</p>
<div role="status">${isChecking && html`<p>${say('checking')}</p>`}
${isMissed && html`<p>${timedText('notFound', checkedAtMs, context)}</p>`}</div>
${
  isChecking
    ? html`<p><a href="${linkTo(path, context)}">${say('seeResult')}</a></p>`
    : html`<form method="post" action="${path}/check?lang=${language}"><button>${say('check')}</button></form>`
}
<p class="soft">${say('checksLeft', { count: checksLeft })}</p></section>`
}

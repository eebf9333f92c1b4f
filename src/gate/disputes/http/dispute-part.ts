import { formatEndpoint } from '../../../core/endpoint.ts'
import { STATEMENT_LENGTH_MAX } from '../bounded-text.ts'
import { isLive } from '../life.ts'
import type { Dispute, DisputeText } from '../read.ts'
import { REASONS } from '../reasons.ts'
import { type Html, html } from './html.ts'
import type { PageContext } from './layout.ts'
import { DISPUTE_STATUS_TEXTS } from './texts.ts'
import { shownTime, timedText } from './times.ts'

/** One dispute as its owner may see it: no officer's name, and nothing that officers say among themselves. */
export function disputePart(dispute: Dispute, context: PageContext): Html {
  const { say, language } = context
  const { id, endpoint, status, dueAtMs, isSuspended, isOverdue } = dispute
  const isWithdrawable = isLive(dispute) && dispute.releasedUntilMs === null
  return html`<section class="box"><h2>${say('disputeTitle', { id })}</h2>
<dl><dt>${say('endpoint')}</dt><dd>${endpoint ? formatEndpoint(endpoint) : '–'}</dd>
<dt>${say('state')}</dt><dd>${DISPUTE_STATUS_TEXTS[status][language]}</dd>
${isLive(dispute) && html`<dt>${say('due')}</dt><dd>${shownTime(dueAtMs, language)}</dd>`}</dl>
${isOverdue && html`<p><strong>${say('overdue')}</strong></p>`}
${isLive(dispute) && html`<p>${say(isSuspended ? 'suspended' : 'notSuspended')}</p>`}
${decisionPart(dispute, context)}
${dispute.texts.filter(({ kind }) => kind === 'message' || kind === 'statement').map((text) => saidPart(text, context))}
${isLive(dispute) && formPart(id, 'state', 'add', 'send', context)}
${
  dispute.appealsUntilMs !== null &&
  html`<p>${timedText('appealText', dispute.appealsUntilMs, context)}</p>${formPart(id, 'appeal', 'appeal', 'send', context)}`
}
${
  isWithdrawable &&
  html`<form method="post" action="${context.path}/${id}/withdraw?lang=${language}"><button class="quiet">${say('withdraw')}</button></form>`
}</section>`
}

function decisionPart({ decisions, texts }: Dispute, { say, language }: PageContext): Html {
  const own = texts.filter(({ kind }) => kind === 'decision')
  return html`${decisions.map(
    ({ outcome, reason, atMs }) => html`<h3>${say('decided')}</h3>
<p>${shownTime(atMs, language)}: ${DISPUTE_STATUS_TEXTS[outcome][language]}</p>
<p>${REASONS[reason][language]}</p>
${own.filter((text) => text.atMs === atMs).map(({ body }) => html`<p class="said">${body}</p>`)}`,
  )}`
}

const saidPart = ({ kind, body, atMs }: DisputeText, { say, language }: PageContext): Html =>
  html`<h3>${say(kind === 'message' ? 'message' : 'yourWords')}</h3>
<p class="soft">${shownTime(atMs, language)}</p><p class="said">${body}</p>`

function formPart(
  id: string,
  verb: 'state' | 'appeal',
  title: 'add' | 'appeal',
  button: 'send',
  { say, path, language }: PageContext,
): Html {
  return html`<details><summary>${say(title)}</summary>
<form method="post" action="${path}/${id}/${verb}?lang=${language}">
<label for="${verb}-${id}">${say('statement')}</label>
<textarea id="${verb}-${id}" name="statement" required maxlength="${STATEMENT_LENGTH_MAX}"></textarea>
<button>${say(button)}</button></form></details>`
}

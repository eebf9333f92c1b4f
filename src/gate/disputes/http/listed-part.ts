import { formatEndpoint } from '../../../core/endpoint.ts'
import type { Warning } from '../../warning/warning.ts'
import { CONTACT_LENGTH_MAX, STATEMENT_LENGTH_MAX } from '../bounded-text.ts'
import type { ClaimView } from '../disputes.ts'
import { isFileable } from '../file.ts'
import { isLive } from '../life.ts'
import { type Html, html } from './html.ts'
import type { PageContext } from './layout.ts'
import { BAND_TEXTS, KIND_TEXTS, STATUS_TEXTS } from './texts.ts'
import { shownTime, timedText } from './times.ts'

/** What is said of an address whose owner has proved control, and the form to object. */
export function listedPart({ claim, listed, disputes }: ClaimView, context: PageContext): Html {
  const { say } = context
  // Whoever may still appeal is shown that way and not a second one, which would end it.
  const heard = new Set(
    disputes
      .filter((one) => isLive(one) || one.appealsUntilMs !== null)
      .map(({ warningId }) => warningId),
  )
  return html`<section><h2>${say('provedTitle')}</h2>
<p class="soft">${timedText('proofEnds', claim.endsAtMs, context)}</p>
${
  listed.length === 0
    ? html`<p>${say('nothingListed')}</p>`
    : html`${listed.map((warning) => warningPart(warning, heard.has(warning.id), context))}
<p class="soft">${say('proofFileText')} ${say('notTold')}</p>`
}</section>`
}

function warningPart(warning: Warning, isHeard: boolean, context: PageContext): Html {
  const { say, language, path } = context
  const { id, kind, band, status, validFrom, validUntil } = warning
  const proof = (age: number): string => `${path}/proof/${id}/${age}?lang=${language}`
  return html`<article class="box"><h3>${formatEndpoint(warning)}</h3>
<dl><dt>${say('status')}</dt><dd>${STATUS_TEXTS[status][language]}</dd>
<dt>${say('kind')}</dt><dd>${KIND_TEXTS[kind][language]}</dd>
<dt>${say('band')}</dt><dd>${BAND_TEXTS[band][language]}</dd>
<dt>${say('valid')}</dt><dd>${shownTime(Date.parse(validFrom), language)} – ${shownTime(Date.parse(validUntil), language)}</dd>
<dt>${say('proofFile')}</dt><dd><a href="${proof(0)}" download="${id}.tlog-proof">${say('download')}</a>
${warning.version > 1 && html`<a href="${proof(1)}" download="${id}-1.tlog-proof">${say('earlier')}</a>`}</dd></dl>
${!isHeard && isFileable(warning) && filePart(warning, context)}</article>`
}

function filePart({ id }: Warning, { say, path, language }: PageContext): Html {
  return html`<details><summary>${say('fileTitle')}</summary>
<form method="post" action="${path}/file/${id}?lang=${language}">
<label for="statement-${id}">${say('statement')}</label>
<textarea id="statement-${id}" name="statement" required maxlength="${STATEMENT_LENGTH_MAX}" aria-describedby="statement-text-${id}"></textarea>
<p class="soft" id="statement-text-${id}">${say('statementHelp', { count: STATEMENT_LENGTH_MAX })}</p>
<label for="contact-${id}">${say('contact')}</label>
<input id="contact-${id}" name="contact" maxlength="${CONTACT_LENGTH_MAX}">
<button>${say('file')}</button>
</form></details>`
}

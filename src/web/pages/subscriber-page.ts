/** The subscriber's own page: plain words, one column, buttons for a thumb, no script. */
import type { Bilingual, Language } from '../../core/bilingual.ts'
import { htmlText } from '../../core/html-text.ts'
import type { ConsentEvent } from '../../measures/consent/event.ts'
import { CONSENT_SCOPES, type ConsentScope } from '../../measures/consent/scopes.ts'
import type { Terms } from '../../measures/consent/terms.ts'
import { WORDING_TEMPLATES } from '../../measures/consent/wordings.ts'
import type { SubscriberStanding } from '../schemas/consent.ts'
import { SUBSCRIBER_TEXTS as TEXTS } from './subscriber-texts.ts'

export type SubscriberPage = {
  readonly language: Language
  readonly standing: SubscriberStanding
  /** The words that can be agreed to now, by scope. */
  readonly terms: ReadonlyMap<ConsentScope, Terms>
  /** Oldest first. */
  readonly history: readonly ConsentEvent[]
  /** Of the word that was just said. */
  readonly receipt: string | null
}

const HISTORY_SHOWN_MAX = 20
const PAUSE_HOURS = [1, 24] as const

export function subscriberPage(page: SubscriberPage): string {
  const { language, receipt } = page
  const cards = CONSENT_SCOPES.flatMap((scope) => {
    const terms = page.terms.get(scope)
    return terms ? [card(page, terms)] : []
  })
  return document(
    language,
    TEXTS.title[language],
    `<nav aria-label="${TEXTS.language[language]}"><a href="/my/consent?lang=${language === 'ja' ? 'en' : 'ja'}" lang="${language === 'ja' ? 'en' : 'ja'}">${TEXTS.otherLanguage[language]}</a></nav>
<main><h1>${say(TEXTS.title, language)}</h1><p>${say(TEXTS.intro, language)}</p>
${receipt === null ? '' : `<p class="done" role="status">${say(TEXTS.recorded, language)}<br><small>${say(TEXTS.receipt, language)} <code>${htmlText(receipt.slice(0, 16))}</code></small></p>`}
${pausing(page)}
${cards.length > 0 ? cards.join('\n') : `<p>${say(TEXTS.nothing, language)}</p>`}
${history(page)}
${word(language, ['leave'], TEXTS.leave[language], 'quiet')}</main>`,
  )
}

/** Before a link is used up: mail programs open links to see where they lead, and press no buttons. */
export function enterPage(language: Language, secret: string): string {
  return document(
    language,
    TEXTS.title[language],
    `<main><h1>${say(TEXTS.title, language)}</h1><p>${say(TEXTS.enter, language)}</p>
<form method="post" action="/my/enter?lang=${language}"><button class="big" name="secret" value="${htmlText(secret)}">${say(TEXTS.open, language)}</button></form></main>`,
  )
}

export function refusalPage(language: Language, text: Bilingual): string {
  return document(
    language,
    TEXTS.title[language],
    `<main><h1>${say(TEXTS.title, language)}</h1><p role="alert">${say(text, language)}</p></main>`,
  )
}

function card({ language, standing }: SubscriberPage, terms: Terms): string {
  const { scope, wording, id, digest, basis } = terms
  const answer = standing.answers.find((one) => one.scope === scope)!
  const isLatest = answer.answer === 'granted' && answer.endsAt === null
  const state =
    answer.answer === 'granted'
      ? answer.endsAt === null
        ? TEXTS.agreed
        : TEXTS.askedAgain
      : answer.answer === 'withdrawn'
        ? TEXTS.withdrawn
        : answer.answer === 'lapsed'
          ? TEXTS.lapsed
          : TEXTS.unanswered
  const until = answer.endsAt ? ` ${time(answer.endsAt, language)}` : ''
  const points = wording.points.map((point) => `<li>${say(point, language)}</li>`).join('')
  const agree = word(language, ['agree', scope, id, digest], TEXTS.agree[language], 'big')
  const withdraw = word(language, ['withdraw', scope], TEXTS.withdraw[language], 'plain')
  return `<section aria-labelledby="${scope}"><h2 id="${scope}">${say(wording.title, language)}</h2>
<p class="state" data-state="${answer.answer}">${say(state, language)}${until}</p>
<p>${say(wording.summary, language)}</p>
<details${isLatest ? '' : ' open'}><summary>${say(TEXTS.details, language)}</summary><ul>${points}</ul>${basis === 'general-terms' ? `<p>${say(TEXTS.generalTerms, language)}</p>` : ''}<p><small>${htmlText(id)} · <code>${htmlText(digest.slice(0, 16))}</code></small></p></details>
${isLatest ? '' : agree}${answer.answer === 'withdrawn' ? '' : withdraw}</section>`
}

function pausing({ language, standing }: SubscriberPage): string {
  const { pausedUntil, answers } = standing
  if (pausedUntil !== null)
    return `<section class="pause"><h2>${say(TEXTS.paused, language)}</h2><p>${say(TEXTS.pausedUntil, language)} ${time(pausedUntil, language)}</p>${word(language, ['resume'], TEXTS.resume[language], 'big')}</section>`
  const isBlocking = answers.some(({ scope, isInForce }) => scope.startsWith('block-') && isInForce)
  if (!isBlocking) return ''
  const buttons = PAUSE_HOURS.map((hours) =>
    word(
      language,
      ['pause', String(hours)],
      TEXTS.pause[language].replace('%', String(hours)),
      'plain',
    ),
  )
  return `<section class="pause"><h2>${say(TEXTS.pauseTitle, language)}</h2><p>${say(TEXTS.pauseText, language)}</p>${buttons.join('')}</section>`
}

function history({ language, history: events }: SubscriberPage): string {
  const lines = events
    .flatMap((event) => {
      const { fact, atMs, hash } = event
      const what = TEXTS.history[fact.kind]
      const of = 'scope' in fact ? ` – ${say(WORDING_TEMPLATES[fact.scope].title, language)}` : ''
      const when = time(new Date(atMs).toISOString(), language)
      return [
        `<li>${when} ${say(what, language)}${of} <small><code>${htmlText(hash.slice(0, 16))}</code></small></li>`,
      ]
    })
    .slice(-HISTORY_SHOWN_MAX)
    .reverse()
  return lines.length === 0
    ? ''
    : `<details class="history"><summary>${say(TEXTS.historyTitle, language)}</summary><ul>${lines.join('')}</ul></details>`
}

/** One button, one word: what is said is in the button, so that a form needs no field that nobody sees. */
function word(
  language: Language,
  said: readonly string[],
  label: string,
  look: 'big' | 'plain' | 'quiet',
): string {
  return `<form method="post" action="/my/consent?lang=${language}"><button class="${look}" name="word" value="${htmlText(said.join(' '))}">${htmlText(label)}</button></form>`
}

const say = (text: Bilingual, language: Language): string => htmlText(text[language])

/** The carrier's customers live in one time zone. */
function time(at: string, language: Language): string {
  const text = new Intl.DateTimeFormat(language === 'ja' ? 'ja-JP' : 'en-GB', {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'Asia/Tokyo',
  }).format(new Date(at))
  return `<time datetime="${htmlText(at)}">${htmlText(text)}</time>`
}

function document(language: Language, title: string, body: string): string {
  return `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${htmlText(title)}</title>
<link rel="icon" type="image/svg+xml" href="/icon.svg">
<link rel="stylesheet" href="/my/consent.css">
<body>
${body}
</body>
</html>
`
}

export const SUBSCRIBER_STYLE = `:root { color-scheme: light dark }
body { margin: 0 auto; max-width: 38rem; padding: 1rem; line-height: 1.8; font-size: 1.05rem; overflow-wrap: anywhere;
  font-family: "Hiragino Sans", "Yu Gothic UI", "Noto Sans JP", "Noto Sans CJK JP", system-ui, sans-serif;
  color: #15202b; background: #fff }
:lang(ja) { word-break: auto-phrase; line-break: strict }
h1 { font-size: 1.5rem; line-height: 1.4; text-wrap: balance }
h2 { font-size: 1.2rem; line-height: 1.5; margin: 0 0 .4rem }
p { margin: .5rem 0 }
nav { text-align: end }
a { color: inherit; display: inline-block; padding: .7rem 0 }
section { border: 1px solid #8796a6; border-radius: .8rem; padding: 1rem; margin: 1.2rem 0 }
.state { font-weight: 700 }
.state::before { content: "○ " }
.state[data-state=granted]::before { content: "● " }
.done { border-inline-start: .4rem solid #1b7a43; padding: .4rem 0 .4rem .8rem }
summary { padding: .6rem 0; cursor: pointer }
ul { padding-inline-start: 1.3em }
form { margin: .8rem 0 0 }
button { font: inherit; width: 100%; min-height: 3.2rem; padding: .6rem 1rem; border-radius: .6rem; border: 2px solid #15466e;
  background: transparent; color: inherit; cursor: pointer }
button.big { background: #15466e; color: #fff; font-weight: 700 }
button.quiet { border-color: #8796a6; min-height: 2.8rem }
:focus-visible { outline: 3px solid #d98200; outline-offset: 2px }
small { color: #47586a }
@media (prefers-color-scheme: dark) { body { color: #e4eaf1; background: #0f151c } small { color: #a3b3c3 }
  button { border-color: #7db4e0 } button.big { background: #7db4e0; color: #0f151c } }
`

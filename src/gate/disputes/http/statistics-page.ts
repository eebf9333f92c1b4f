import type { DisputeStatistics, MonthOfDisputes } from '../statistics.ts'
import { type Html, html } from './html.ts'
import { layout, type PageContext } from './layout.ts'
import type { TextKey } from './texts.ts'
import { shownTime } from './times.ts'

const COLUMNS: readonly (readonly [TextKey, (month: MonthOfDisputes) => number | null])[] = [
  ['claimed', ({ claimed }) => claimed],
  ['proved', ({ proved }) => proved],
  ['filed', ({ filed }) => filed],
  ['released', ({ released }) => released],
  ['rejected', ({ rejected }) => rejected],
  ['withdrawn', ({ withdrawn }) => withdrawn],
  ['open', ({ open }) => open],
  ['appealed', ({ appealed }) => appealed],
  ['median', ({ medianHours }) => medianHours],
  ['worst', ({ worstHours }) => worstHours],
]

export function statisticsPage(statistics: DisputeStatistics, context: PageContext): string {
  const { say, language } = context
  const { at, decisionHours, now, months } = statistics
  const body = html`<p>${say('statisticsText', { hours: decisionHours })}</p>
<h2>${say('now')}</h2><p class="soft">${shownTime(Date.parse(at), language)}</p>
<dl><dt>${say('open')}</dt><dd>${now.open}</dd><dt>${say('late')}</dt><dd>${now.overdue}</dd>
<dt>${say('suspendedCount')}</dt><dd>${now.suspended}</dd></dl>
<div class="wide" role="region" aria-label="${say('statistics')}" tabindex="0"><table>
<thead><tr><th scope="col">${say('month')}</th>${COLUMNS.map(([key]) => html`<th scope="col">${say(key)}</th>`)}</tr></thead>
<tbody>${months.map(row)}</tbody></table></div>
<p><a href="/disputes/statistics.json">JSON</a></p>`
  return layout(say('statistics'), body, context)
}

const row = (month: MonthOfDisputes): Html =>
  html`<tr><th scope="row">${month.month}</th>${COLUMNS.map(([, of]) => html`<td>${of(month) ?? '–'}</td>`)}</tr>`

import type { EvidenceItem } from '../registry/evidence-item.ts'
import type { ListSaying, ListVoice } from './says.ts'

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** What a case is told when a list begins to name it. Both languages: whoever reads it later may be anybody. */
export function spoken(saying: ListSaying, nowMs: number): EvidenceItem {
  const lists = saying.lists.join(', ')
  const { source, origin, sinceMs, untilMs, kind, reason } = saying
  const since = day(sinceMs)
  const counts = { lists: saying.lists.length }
  const dated = { source, origin, observedAtMs: nowMs, counts }
  if (source === 'reputation-list')
    return {
      ...dated,
      stance: 'for',
      text: `On ${lists} as ${kind} since ${since} / ${lists} に掲載（${kind}、${since} から）`,
    }
  const end = untilMs === null ? '' : ` until ${day(untilMs)}`
  const endJa = untilMs === null ? '' : `、${day(untilMs)} まで`
  return {
    ...dated,
    stance: 'against',
    text: `Known good on ${lists} from ${since}${end}: ${reason ?? ''} / 既知の正常な宛先 ${lists}（${since} から${endJa}）`,
  }
}

/** What a case is told when the last list of an origin no longer names it. */
export function withdrawn({ source, origin }: ListVoice, nowMs: number): EvidenceItem {
  return {
    source,
    origin,
    observedAtMs: nowMs,
    stance: 'withdrawn',
    text: `No longer on any list of ${origin} / ${origin} のリストから外れました`,
    counts: {},
  }
}

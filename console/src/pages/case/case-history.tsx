import type { CaseEvent } from '../../../../src/web/schemas/cases.ts'
import type { IconName } from '../../design/icon.tsx'
import { StatusMark } from '../../design/status-mark.tsx'
import { useLocale } from '../../i18n/locale.tsx'

const MARKS: Readonly<Record<CaseEvent['kind'], IconName>> = {
  proposed: 'open',
  scored: 'picture',
  confirmed: 'flag',
  dismissed: 'dismissed',
  reopened: 'undo',
  evidenced: 'picture',
  'review-begun': 'watch',
  'publication-requested': 'open',
  'publication-declined': 'dismissed',
  published: 'share',
  reverified: 'ok',
  disputed: 'warning',
  upheld: 'flag',
  released: 'ok',
  retracted: 'undo',
  expired: 'silent',
  undone: 'undo',
}

/** Newest first. */
export function CaseHistory({ events }: { readonly events: readonly CaseEvent[] }) {
  const { t, format } = useLocale()
  return (
    <section className="case-section">
      <h2>{t('casePage.history')}</h2>
      <ol className="history">
        {events
          .toSorted((a, b) => b.sequence - a.sequence)
          .map((event) => (
            <li key={event.sequence}>
              <time className="soft" dateTime={event.at}>
                {format.instant(event.at)}
              </time>
              <StatusMark
                icon={MARKS[event.kind]}
                tone={
                  event.kind === 'confirmed' || event.kind === 'published' ? 'warning' : 'plain'
                }
                text={t(`event.${event.kind}`)}
              />
              <span>
                <span className="soft">
                  {event.actor}
                  {event.probability !== null &&
                    ` · ${t('event.probability', {
                      probability: format.probability(event.probability),
                    })}`}
                  {event.validUntil &&
                    ` · ${t('event.until', { time: format.instant(event.validUntil) })}`}
                  {event.evidence &&
                    ` · ${event.evidence.origin} (${t(`event.stance.${event.evidence.stance}`)})`}
                  {event.override && ` · ${t('event.override', { reason: event.override })}`}
                </span>
                {event.note && (
                  <>
                    <br />
                    <q>{event.note}</q>
                  </>
                )}
              </span>
            </li>
          ))}
      </ol>
    </section>
  )
}

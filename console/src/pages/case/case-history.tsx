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
                tone={event.kind === 'confirmed' ? 'warning' : 'plain'}
                text={t(`event.${event.kind}`)}
              />
              <span>
                <span className="soft">
                  {event.actor}
                  {event.probability !== null &&
                    ` · ${t('event.probability', {
                      probability: format.probability(event.probability),
                    })}`}
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

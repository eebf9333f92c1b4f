import type { Case } from '../../../../src/web/schemas/cases.ts'
import type { HubMembership } from '../../../../src/web/schemas/hub.ts'
import type { Release, Releases } from '../../../../src/web/schemas/measures-live.ts'
import { endpointText } from '../../api/endpoint-text.ts'
import { usePolled } from '../../api/use-polled.ts'
import { StatusMark } from '../../design/status-mark.tsx'
import { TimeText } from '../../design/time-text.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { Link } from '../../router/link.tsx'

const INTERVAL_MS = 15_000
const SHOWN_MAX = 5

/** Whether it is free again: on our devices, and, where it was warned of through a hub, at others. */
export function CaseReleases({ subject }: { readonly subject: Case }) {
  const { t, format } = useLocale()
  const endpoint = endpointText(subject.endpoint)
  const own = usePolled<Releases>(
    `/releases?limit=${SHOWN_MAX}&subject=${encodeURIComponent(endpoint)}`,
    INTERVAL_MS,
  )
  const hub = usePolled<HubMembership>('/hub', INTERVAL_MS * 4)
  const releases = own.value?.releases ?? []
  const others = hub.value?.membership?.receipts.ours.find(({ caseId }) => caseId === subject.id)
  if (releases.length === 0 && !others) return null
  return (
    <section className="case-section">
      <h2>{t('casePage.releases')}</h2>
      <ul className="case-releases">
        {releases.map((release) => (
          <li key={release.id}>
            <ReleaseMark release={release} /> <TimeText at={release.requestedAt} /> ·{' '}
            {release.requestedBy} · {release.reason}{' '}
            <Link href={`/releases?of=${encodeURIComponent(release.subject)}`}>
              {t('casePage.releaseOpenPage')}
            </Link>
          </li>
        ))}
        {others && (
          <li>
            <StatusMark
              icon={others.reachable === others.members ? 'ok' : 'open'}
              tone={others.notReachable + others.notLifted > 0 ? 'warning' : 'soft'}
              text={t('casePage.receipts', {
                members: format.number(others.members),
                reachable: format.number(others.reachable),
                open: format.number(others.notReachable + others.notLifted),
              })}
            />
          </li>
        )}
      </ul>
    </section>
  )
}

function ReleaseMark({ release }: { readonly release: Release }) {
  const { t } = useLocale()
  if (release.endedAt)
    return <StatusMark icon="undo" tone="soft" text={t('casePage.releaseEnded')} />
  if (release.receipt?.isComplete)
    return <StatusMark icon="ok" tone="soft" text={t('casePage.releaseProved')} />
  return <StatusMark icon="warning" tone="warning" text={t('casePage.releaseOpen')} />
}

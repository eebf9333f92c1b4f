import '../measures/measures.css'
import './releases.css'
import { useState } from 'react'
import type { LiveMeasures, Release, Releases } from '../../../../src/web/schemas/measures-live.ts'
import { postJson } from '../../api/client.ts'
import { usePolled } from '../../api/use-polled.ts'
import { PageTitle } from '../../design/page-title.tsx'
import { EmptyState } from '../../design/states.tsx'
import { Link } from '../../router/link.tsx'
import { useLocation } from '../../router/location.ts'
import { Failure } from '../../session/failure.tsx'
import { useAttempt } from '../../session/use-attempt.ts'
import { useMay } from '../../session/use-reach.ts'
import { PolledView } from '../association/polled-view.tsx'
import { NotConfigured } from '../measures/not-configured.tsx'
import { ReasonDialog } from '../measures/reason-dialog.tsx'
import { useTexts } from '../measures/texts/use-texts.ts'
import { ReleaseForm } from './release-form.tsx'
import { ReleaseItem } from './release-item.tsx'

const INTERVAL_MS = 10_000
/** While one is being proved, and for as long as it can be undone. */
const BUSY_INTERVAL_MS = 700

/** What is to be free again, how fast it was, and how it was proved. */
export function ReleasesPage() {
  const { t } = useTexts()
  const may = useMay()
  const subject = useLocation().query.get('of')
  const live = usePolled<LiveMeasures>('/measures', INTERVAL_MS * 3)
  const [isReleasing, setIsReleasing] = useState(false)
  const releases = usePolled<Releases>(
    `/releases?limit=100${subject === null ? '' : `&subject=${encodeURIComponent(subject)}`}`,
    isReleasing ? BUSY_INTERVAL_MS : INTERVAL_MS,
  )
  const [revoking, setRevoking] = useState<Release | null>(null)
  const { failure, attempt } = useAttempt()
  const undo = (release: Release) =>
    void attempt(async () => {
      await postJson(`/releases/${encodeURIComponent(release.id)}/undo`, {})
      releases.reload()
    })
  return (
    <>
      <PageTitle title={t('releases.title')} />
      <p className="soft page-lead">{t('releases.lead')}</p>
      {live.value && !live.value.isConfigured ? (
        <NotConfigured />
      ) : (
        may('analyst') && <ReleaseForm onBusy={setIsReleasing} onReleased={releases.reload} />
      )}
      <Failure>{failure}</Failure>
      <section className="case-section">
        <h2>{t('releases.list')}</h2>
        {subject !== null && (
          <p className="releases-of">
            {t('releases.of', { subject })} <Link href="/releases">{t('releases.all')}</Link>
          </p>
        )}
        <PolledView polled={releases} lines={8}>
          {(found) =>
            found.releases.length === 0 ? (
              <EmptyState title={t('releases.none')}>
                <p className="soft">{t('releases.noneText')}</p>
              </EmptyState>
            ) : (
              <ol className="releases">
                {found.releases.map((release) => (
                  <ReleaseItem
                    key={release.id}
                    release={release}
                    onUndo={() => undo(release)}
                    onRevoke={may('approver') ? () => setRevoking(release) : null}
                  />
                ))}
              </ol>
            )
          }
        </PolledView>
      </section>
      {revoking && (
        <ReasonDialog
          title={t('releases.revokeAsk', { subject: revoking.subject })}
          text={t('releases.revokeText')}
          action={t('releases.revoke')}
          onClose={() => setRevoking(null)}
          onAct={async (reason) => {
            await postJson(`/releases/${encodeURIComponent(revoking.id)}/revoke`, { reason })
            releases.reload()
          }}
        />
      )}
    </>
  )
}

import './notice.css'
import { useState } from 'react'
import type { Notice, NoticeStanding } from '../../../../src/web/schemas/notice.ts'
import { usePolled } from '../../api/use-polled.ts'
import { Button } from '../../design/button.tsx'
import { PageTitle } from '../../design/page-title.tsx'
import { ErrorState, LoadingState } from '../../design/states.tsx'
import { StatusMark } from '../../design/status-mark.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { useMay } from '../../session/use-reach.ts'
import { NoticeChanges } from './notice-changes.tsx'
import { NoticeText } from './notice-document.tsx'
import { NoticeVersionsSection } from './notice-versions.tsx'
import { PublishDialog } from './publish-dialog.tsx'

const INTERVAL_MS = 60_000

/** Without a published notice nothing is collected: what is published, and what has changed since. */
export function NoticesPage() {
  const { t, say } = useLocale()
  const may = useMay()
  const { value, error, reload } = usePolled<Notice>('/notice', INTERVAL_MS)
  const [isPublishing, setIsPublishing] = useState(false)
  return (
    <>
      <PageTitle title={t('notices.title')}>
        <a href="/notice">{t('notices.public')}</a>
      </PageTitle>
      {value ? (
        <>
          <Standing standing={value.standing} />
          {may('privacy-officer') ? (
            (value.standing.state !== 'current' || value.standing.changes.length > 0) && (
              <p>
                <Button
                  look="strong"
                  disabled={value.standing.missing.length > 0}
                  onClick={() => setIsPublishing(true)}
                >
                  {t('notices.publish')}
                </Button>
              </p>
            )
          ) : (
            <p className="soft">{t('notices.notYours')}</p>
          )}
          <NoticeChanges changes={value.standing.changes} isFirst={!value.standing.published} />
          <NoticeVersionsSection />
          <section className="case-section">
            <h2>{t('notices.draft')}</h2>
            <p className="soft page-lead">{t('notices.draftText')}</p>
            <article className="notice-sheet">
              <p className="notice-title">{say(value.document.title)}</p>
              <NoticeText document={value.document} level={3} />
            </article>
          </section>
          {isPublishing && (
            <PublishDialog
              digest={value.standing.digest}
              changeCount={value.standing.changes.length}
              onClose={() => setIsPublishing(false)}
              onPublished={() => {
                setIsPublishing(false)
                reload()
              }}
            />
          )}
        </>
      ) : error ? (
        <ErrorState error={error} onRetry={reload} />
      ) : (
        <LoadingState lines={10} />
      )}
    </>
  )
}

function Standing({ standing }: { readonly standing: NoticeStanding }) {
  const { t, say, format } = useLocale()
  const isRight = standing.state === 'current'
  return (
    <div className={isRight ? 'standing' : 'standing is-wrong'} role="status">
      <StatusMark
        icon={isRight ? 'ok' : 'warning'}
        tone={isRight ? 'plain' : 'warning'}
        text={t(`notices.state.${standing.state}`)}
      />
      <p>{say(standing.advice)}</p>
      {standing.published && (
        <p className="soft small">
          {t('notices.publishedBy', {
            version: standing.published.version,
            time: format.instant(standing.published.publishedAt),
            actor: standing.published.publishedBy,
          })}
        </p>
      )}
      {standing.graceEndsAt && standing.state === 'stale' && (
        <p>{t('notices.grace', { time: format.instant(standing.graceEndsAt) })}</p>
      )}
      {standing.missing.length > 0 && (
        <p>
          {t('notices.missing')}{' '}
          {standing.missing.map((name) => (
            <code key={name}>{name} </code>
          ))}
        </p>
      )}
    </div>
  )
}

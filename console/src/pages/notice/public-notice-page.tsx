import './notice.css'
import type { NoticeVersionDetail } from '../../../../src/web/schemas/notice.ts'
import { isMissing } from '../../api/problem.ts'
import { usePolled } from '../../api/use-polled.ts'
import { Logo } from '../../design/logo.tsx'
import { PageTitle } from '../../design/page-title.tsx'
import { ErrorState, LoadingState } from '../../design/states.tsx'
import { Tools } from '../../design/tools.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { NoticeText } from './notice-document.tsx'

const INTERVAL_MS = 600_000

/** For everybody, without signing in: what is collected, why, how long, who sees it, how to say no. */
export function PublicNoticePage() {
  const { t, say, format } = useLocale()
  const { value, error, reload } = usePolled<NoticeVersionDetail>('/notice/published', INTERVAL_MS)
  return (
    <div className="public">
      <header className="public-header">
        <span className="brand">
          <Logo isRising={false} />
          {t('app.name')}
        </span>
        <Tools hasHelp={false} />
      </header>
      <main className="public-main" id="main">
        {value ? (
          <>
            <PageTitle title={say(value.document.title)} />
            <p className="soft">
              {t('notice.version', {
                version: value.version,
                time: format.date(value.publishedAt),
              })}
            </p>
            <nav aria-label={t('notice.contents')} className="public-contents">
              <ul>
                {value.document.sections.map(({ id, heading }) => (
                  <li key={id}>
                    <a href={`#notice-${id}`}>{say(heading)}</a>
                  </li>
                ))}
              </ul>
            </nav>
            <NoticeText document={value.document} level={2} />
          </>
        ) : error ? (
          <>
            <PageTitle title={t('notices.title')} />
            {isMissing(error) ? (
              <>
                <p>{t('notice.none')}</p>
                <p className="soft">{t('notice.noneText')}</p>
              </>
            ) : (
              <ErrorState error={error} onRetry={reload} />
            )}
          </>
        ) : (
          <LoadingState lines={12} />
        )}
      </main>
      <footer className="public-footer">
        <a href="/">{t('notice.staff')}</a>
      </footer>
    </div>
  )
}

import type { AuditVerdict } from '../../../../src/web/schemas/accountability.ts'
import { usePolled } from '../../api/use-polled.ts'
import { CopyButton } from '../../design/copy-button.tsx'
import { ErrorState } from '../../design/states.tsx'
import { StatusMark } from '../../design/status-mark.tsx'
import { useLocale } from '../../i18n/locale.tsx'

/** Reading a long chain takes a while; once in five minutes is often enough. */
const INTERVAL_MS = 300_000
const SHOWN_LENGTH = 16

/** Each line holds the hash of the one before: is any changed or gone? */
export function ChainVerdict() {
  const { t, tCount, format } = useLocale()
  const { value, error, reload } = usePolled<AuditVerdict>('/audit/verify', INTERVAL_MS)
  if (!value)
    return error ? (
      <ErrorState error={error} onRetry={reload} />
    ) : (
      <p className="chain soft">{t('audit.verifying')}</p>
    )
  return (
    <div className={value.isIntact ? 'chain' : 'chain is-broken'} role="status">
      {value.isIntact ? (
        <StatusMark
          icon="ok"
          text={t('audit.intact', { count: format.number(value.entryCount) })}
        />
      ) : (
        <>
          <StatusMark icon="warning" tone="warning" text={t('audit.broken')} />
          {value.brokenAt && (
            <p>{t('audit.brokenAt', { line: value.brokenAt.line, why: value.brokenAt.why })}</p>
          )}
        </>
      )}
      {value.unsettledDeletions > 0 && <p>{tCount('audit.unsettled', value.unsettledDeletions)}</p>}
      <p className="soft small">
        {t('audit.head')} <code>{value.head.slice(0, SHOWN_LENGTH)}…</code>{' '}
        <CopyButton text={value.head} label={t('settings.copy')} done={t('settings.copied')} />
        {t('audit.headText')}
      </p>
    </div>
  )
}

import type { ListSource } from '../../../../src/web/schemas/lists.ts'
import { StatusMark } from '../../design/status-mark.tsx'
import { useLocale } from '../../i18n/locale.tsx'

/** A list that says when it refreshes is late after so many of those intervals. */
const LATE_AFTER_INTERVALS = 3

export function ListState(props: { readonly source: ListSource; readonly nowMs: number }) {
  const { t, format } = useLocale()
  const { source, nowMs } = props
  if (source.removedAt)
    return (
      <StatusMark
        icon="silent"
        tone="soft"
        text={t('lists.endedAt', { time: format.date(source.removedAt) })}
      />
    )
  if (source.failure)
    return (
      <>
        <StatusMark icon="warning" tone="warning" text={t('lists.failed')} />{' '}
        <code className="small">{source.failure}</code>
      </>
    )
  if (!source.verifiedAt) return <span className="soft">{t('lists.neverVerified')}</span>
  const ageMs = nowMs - Date.parse(source.verifiedAt)
  const isLate =
    source.refreshSeconds !== null && ageMs > source.refreshSeconds * 1000 * LATE_AFTER_INTERVALS
  const text = t('lists.verified', { ago: format.ago(source.verifiedAt, nowMs) })
  return isLate ? (
    <StatusMark icon="warning" tone="warning" text={`${t('lists.late')} ${text}`} />
  ) : (
    <StatusMark icon="ok" text={text} />
  )
}

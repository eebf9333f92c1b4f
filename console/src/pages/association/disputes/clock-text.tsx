import type { DisputeRow } from '../../../../../src/web/schemas/association/disputes.ts'
import { useNow } from '../../../api/use-now.ts'
import { StatusMark } from '../../../design/status-mark.tsx'
import { useTexts } from '../texts/use-texts.ts'

/** How long there is until an answer is due, or since when it is late. */
export function ClockText({ dispute }: { readonly dispute: DisputeRow }) {
  const { t, format } = useTexts()
  const now = useNow()
  const { dueAt, endedAt, isOverdue } = dispute
  if (endedAt !== null) return <span className="soft">{format.date(endedAt)}</span>
  return isOverdue ? (
    <StatusMark
      icon="warning"
      tone="warning"
      text={t('disputes.late', { ago: format.ago(dueAt, now) })}
    />
  ) : (
    <time dateTime={dueAt} title={format.instant(dueAt)}>
      {format.until(dueAt, now)}
    </time>
  )
}

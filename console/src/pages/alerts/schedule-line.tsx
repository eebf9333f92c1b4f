import type { AlertStatus } from '../../../../src/web/schemas/alerts.ts'
import { StatusMark } from '../../design/status-mark.tsx'
import { TimeText } from '../../design/time-text.tsx'
import { useTexts } from '../measures/texts/use-texts.ts'

/** Whether messages go out by themselves, and if not, why. */
export function ScheduleLine({ schedule }: { readonly schedule: AlertStatus['schedule'] }) {
  const { t, format } = useTexts()
  if (!schedule) return <p className="soft">{t('schedule.off')}</p>
  const { failure, isQuiet, left, observedAt, sentAt } = schedule
  return (
    <p className="schedule-line">
      {failure ? (
        <StatusMark
          icon="warning"
          tone="warning"
          text={t('schedule.failing', {
            code: failure.code,
            count: format.number(failure.attempts),
          })}
        />
      ) : (
        <StatusMark
          icon={isQuiet ? 'silent' : 'ok'}
          text={t(isQuiet ? 'schedule.quiet' : 'schedule.on')}
        />
      )}
      <span className="soft">{t('schedule.left', { count: format.number(left) })}</span>
      {sentAt && (
        <span className="soft">
          {t('schedule.sentAt')} <TimeText at={sentAt} />
        </span>
      )}
      {observedAt && (
        <span className="soft">
          {t('schedule.observedAt')} <TimeText at={observedAt} />
        </span>
      )}
    </p>
  )
}

import type { WorkOf } from '../../../../src/web/schemas/background-work.ts'
import { StatusMark } from '../../design/status-mark.tsx'
import { useTexts } from './texts/use-texts.ts'

type Work = NonNullable<WorkOf<unknown>['work']>

/** How far it is, and that leaving the page does not stop it; afterwards only what stopped it, if anything did. */
export function WorkProgress({ work, label }: { readonly work: Work; readonly label: string }) {
  const { t, say, format } = useTexts()
  if (work.failure)
    return (
      <p role="alert">
        <StatusMark icon="warning" tone="warning" text={say(work.failure.text)} />{' '}
        <code className="small">{work.failure.code}</code>
      </p>
    )
  if (work.endedAt !== null) return null
  return (
    <div className="work" role="status">
      <progress
        aria-label={label}
        {...(work.total > 0 ? { value: work.done, max: work.total } : {})}
      />
      <span className="soft small">
        {work.total > 0
          ? t('work.progress', { done: format.number(work.done), total: format.number(work.total) })
          : t('work.begun')}{' '}
        {t('work.leave')}
      </span>
    </div>
  )
}

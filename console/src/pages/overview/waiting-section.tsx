import type { Queues } from '../../../../src/web/schemas/workplace.ts'
import { usePolled } from '../../api/use-polled.ts'
import { StatusMark } from '../../design/status-mark.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import type { MessageKey } from '../../i18n/translate.ts'
import { Link } from '../../router/link.tsx'

const INTERVAL_MS = 15_000

type Row = {
  readonly text: MessageKey
  readonly href: string
  readonly count: (queues: Queues) => number
  /** Something that we did may be wrong, or ends unseen. */
  readonly isUrgent?: boolean
}

const ROWS: readonly Row[] = [
  {
    text: 'waiting.disputed',
    href: '/cases?status=disputed',
    count: (queues) => queues.disputed,
    isUrgent: true,
  },
  {
    text: 'waiting.approval',
    href: '/approvals',
    count: (queues) => queues.awaitingApproval,
  },
  { text: 'waiting.plan', href: '/measures', count: (queues) => queues.awaitingPlan },
  { text: 'waiting.ending', href: '/calendar', count: (queues) => queues.endingInDay },
  { text: 'waiting.endingSoon', href: '/calendar', count: (queues) => queues.endingInThreeDays },
  {
    text: 'waiting.confirmed',
    href: '/cases?status=confirmed',
    count: (queues) => queues.confirmed,
  },
  {
    text: 'waiting.inReview',
    href: '/cases?status=in-review',
    count: (queues) => queues.inReview,
  },
]

/** Is anything we did possibly wrong, does anything run out, does anybody wait for a second person? */
export function WaitingSection() {
  const { t, format } = useLocale()
  const { value } = usePolled<Queues>('/queues', INTERVAL_MS)
  if (!value) return null
  return (
    <section>
      <div className="section-head">
        <h2>{t('waiting.title')}</h2>
      </div>
      <ul className="waiting">
        {ROWS.map(({ text, href, count, isUrgent }) => {
          const waitingCount = count(value)
          return (
            <li key={text} className={waitingCount === 0 ? 'is-none' : undefined}>
              <Link href={href}>
                <strong>{format.number(waitingCount)}</strong>
                <span>{t(text)}</span>
              </Link>
              {isUrgent && waitingCount > 0 && (
                <StatusMark icon="warning" tone="warning" text={t('waiting.urgent')} />
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** Empty, loading, broken and stale: each says what it means and what the next step is. */
import './states.css'
import type { ReactNode } from 'react'
import { useConnection } from '../api/connection.ts'
import type { ApiError } from '../api/problem.ts'
import { useLocale } from '../i18n/locale.tsx'
import { Button } from './button.tsx'
import { StatusMark } from './status-mark.tsx'

export function EmptyState(props: {
  readonly title: string
  readonly level?: 2 | 3
  readonly children?: ReactNode
}) {
  const Heading = props.level === 2 ? 'h2' : 'h3'
  return (
    <div className="state">
      <Heading>{props.title}</Heading>
      {props.children}
    </div>
  )
}

export function LoadingState({ lines = 4 }: { readonly lines?: number }) {
  const { t } = useLocale()
  return (
    <div className="state-loading" role="status">
      <span className="visually-hidden">{t('app.loading')}</span>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike
        <span key={line} />
      ))}
    </div>
  )
}

export function ErrorState(props: { readonly error: ApiError; readonly onRetry?: () => void }) {
  const { t, say } = useLocale()
  return (
    <div className="state state-warning" role="alert">
      <StatusMark icon="warning" tone="warning" text={t('problem.title')} />
      <p>{say(props.error.sentence)}</p>
      <p className="soft small">
        {t('problem.code', { code: '' })}
        <code>{props.error.code}</code>
      </p>
      {props.onRetry && <Button onClick={props.onRetry}>{t('problem.retry')}</Button>}
    </div>
  )
}

/** Across the whole page while the service is silent: what is shown is from then. */
export function StaleState({ onRetry }: { readonly onRetry: () => void }) {
  const { t, format } = useLocale()
  const { isAnswering, lastAnswerAt } = useConnection()
  if (isAnswering) return null
  const text =
    lastAnswerAt === null
      ? t('connection.never')
      : t('connection.stale', { time: format.clock(lastAnswerAt) })
  return (
    <div className="stale" role="status">
      <StatusMark icon="warning" tone="warning" text="" />
      <span>{text}</span>
      <code className="small">API_UNREACHABLE</code>
      <Button isSmall onClick={onRetry}>
        {t('connection.retry')}
      </Button>
    </div>
  )
}

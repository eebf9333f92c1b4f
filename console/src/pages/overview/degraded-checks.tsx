import type { Health } from '../../../../src/web/schemas/operation.ts'
import { StatusMark } from '../../design/status-mark.tsx'
import { useLocale } from '../../i18n/locale.tsx'

/** What the service itself says is wrong, in its own sentences; nothing when nothing is. */
export function DegradedChecks({ health }: { readonly health: Health }) {
  const { t, say } = useLocale()
  const degraded = health.checks.filter((check) => check.status === 'degraded')
  if (degraded.length === 0) return null
  return (
    <ul className="degraded" aria-label={t('overview.degraded')}>
      {degraded.map((check) => (
        <li key={check.name}>
          <StatusMark icon="warning" tone="warning" text={t(`check.${check.name}`)} />{' '}
          {say(check.detail)}
        </li>
      ))}
    </ul>
  )
}

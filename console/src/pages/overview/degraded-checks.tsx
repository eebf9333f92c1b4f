import type { Health } from '../../../../src/web/schemas/operation.ts'
import { StatusMark } from '../../design/status-mark.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { Link } from '../../router/link.tsx'

type CheckName = Health['checks'][number]['name']
/** Where somebody can do something about it. */
const PLACES: Partial<Record<CheckName, string>> = {
  notice: '/notices',
  exporters: '/exporters',
  collector: '/exporters',
  audit: '/audit',
  detection: '/candidates',
}

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
          {say(check.detail)}{' '}
          {PLACES[check.name] && <Link href={PLACES[check.name]!}>{t('overview.lookThere')}</Link>}
        </li>
      ))}
    </ul>
  )
}

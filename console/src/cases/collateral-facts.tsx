import type { Case, CaseSummary, Collateral } from '../../../src/web/schemas/cases.ts'
import { usePolled } from '../api/use-polled.ts'
import { useLocale } from '../i18n/locale.tsx'
import type { DecisionKind } from './decided.ts'

/** Counted once when the dialog opens: each count is a look at flows. */
const INTERVAL_MS = 3_600_000

/** Before a warning goes out: who else would be hurt. The second person sees what the first one saw. */
export function CollateralFacts(props: {
  readonly kind: DecisionKind
  readonly subject: CaseSummary
}) {
  const { kind, subject } = props
  const { t } = useLocale()
  const place = `/cases/${encodeURIComponent(subject.id)}`
  const path = kind === 'publish' ? `${place}/collateral` : kind === 'approve' ? place : null
  const { value, error } = usePolled<Collateral | Case>(path, INTERVAL_MS)
  if (kind !== 'publish' && kind !== 'approve') return null
  const shown = value && 'history' in value ? recordedOf(value) : value
  if (!shown) return error ? null : <p className="soft small">{t('collateral.loading')}</p>
  return <CollateralText collateral={shown} />
}

/** What the first person saw when they asked. */
export function recordedOf(subject: Case): Collateral | null {
  const request = subject.history.findLast((event) => event.kind === 'publication-requested')
  return request?.collateral ?? null
}

export function CollateralText({
  collateral: { estimate, objections },
  level = 3,
}: {
  readonly collateral: Collateral
  readonly level?: 2 | 3
}) {
  const Heading = level === 2 ? 'h2' : 'h3'
  const { t, format } = useLocale()
  const count = (value: number) => format.number(Math.round(value * 10) / 10)
  return (
    <section>
      <Heading>{t('collateral.title')}</Heading>
      {estimate ? (
        <p>
          {t('collateral.subscribers', {
            count: count(estimate.subscribersPerDay),
            answered: count(estimate.answeredPerDay),
          })}{' '}
          {t('collateral.others', {
            services: count(estimate.otherServices),
            count: count(estimate.otherSubscribersPerDay),
          })}{' '}
          {t('collateral.age', { days: count(estimate.ageDays) })}
        </p>
      ) : (
        <p>{t('collateral.none')}</p>
      )}
      {objections.map((objection) => (
        <p key={objection}>
          <strong>{t(`objection.${objection}`)}</strong>
        </p>
      ))}
    </section>
  )
}

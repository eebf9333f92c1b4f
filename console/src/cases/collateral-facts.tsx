import type { Case, Collateral } from '../../../src/web/schemas/cases.ts'
import { usePolled } from '../api/use-polled.ts'
import { useLocale } from '../i18n/locale.tsx'
import { readActor } from '../preferences/actor.ts'
import type { DecisionKind } from './decided.ts'

/** Counted once when the dialog opens: each count is a look at flows. */
const INTERVAL_MS = 3_600_000

/** Before a warning goes out: who else would be hurt. The second person sees what the first one saw. */
export function CollateralFacts(props: { readonly kind: DecisionKind; readonly subject: Case }) {
  const { kind, subject } = props
  const { t } = useLocale()
  const query = new URLSearchParams({ actor: readActor() || 'analyst' })
  const path =
    kind === 'publish' ? `/cases/${encodeURIComponent(subject.id)}/collateral?${query}` : null
  const { value, error } = usePolled<Collateral>(path, INTERVAL_MS)
  if (kind !== 'publish' && kind !== 'approve') return null
  const shown = kind === 'publish' ? value : recordedOf(subject)
  if (!shown) return error ? null : <p className="soft small">{t('collateral.loading')}</p>
  return <Facts collateral={shown} />
}

function recordedOf(subject: Case): Collateral | null {
  const request = subject.history.findLast((event) => event.kind === 'publication-requested')
  return request?.collateral ?? null
}

function Facts({ collateral: { estimate, objections } }: { readonly collateral: Collateral }) {
  const { t, format } = useLocale()
  const count = (value: number) => format.number(Math.round(value * 10) / 10)
  return (
    <section>
      <h3>{t('collateral.title')}</h3>
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

import type { Exporters } from '../../../../src/web/schemas/operation.ts'
import { EmptyState } from '../../design/states.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { Link } from '../../router/link.tsx'
import { CollectorTable } from '../settings/collector-table.tsx'

/** Before the first datagram: what to do, not what is missing. */
export function FirstSteps({ exporters }: { readonly exporters: Exporters }) {
  const { t } = useLocale()
  return (
    <section className="first-steps">
      <EmptyState level={2} title={t('overview.emptyTitle')}>
        <p>{t('overview.emptyText')}</p>
        <CollectorTable collectors={exporters.collectors} />
        <Link className="button button-strong" href="/settings">
          {t('overview.emptyStep')}
        </Link>
      </EmptyState>
    </section>
  )
}

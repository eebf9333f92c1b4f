import './exporters.css'
import type { Exporters } from '../../../../src/web/schemas/operation.ts'
import { useNow } from '../../api/use-now.ts'
import { usePolled } from '../../api/use-polled.ts'
import { PageTitle } from '../../design/page-title.tsx'
import { ErrorState, LoadingState } from '../../design/states.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { ExporterCard } from './exporter-card.tsx'

const INTERVAL_MS = 10_000

/** Each exporter by itself: do we hear all of it, is its clock right, what holds for it? */
export function ExportersPage() {
  const { t } = useLocale()
  const now = useNow()
  const { value, error, reload } = usePolled<Exporters>('/exporters', INTERVAL_MS)
  return (
    <>
      <PageTitle title={t('exporters.title')} />
      <p className="soft">{t('exporters.text')}</p>
      {value ? (
        value.exporters.length === 0 ? (
          <p>{t('exporters.none')}</p>
        ) : (
          <div className="exporter-cards">
            {value.exporters.map((exporter) => (
              <ExporterCard key={exporter.address} exporter={exporter} now={now} />
            ))}
          </div>
        )
      ) : error ? (
        <ErrorState error={error} onRetry={reload} />
      ) : (
        <LoadingState lines={10} />
      )}
    </>
  )
}

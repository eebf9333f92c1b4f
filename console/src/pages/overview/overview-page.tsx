import './overview.css'
import type { Cases } from '../../../../src/web/schemas/cases.ts'
import type { Exporters, Health } from '../../../../src/web/schemas/operation.ts'
import { usePolled } from '../../api/use-polled.ts'
import { useTabTitle } from '../../design/page-title.tsx'
import { ErrorState, LoadingState } from '../../design/states.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { DecideSection } from './decide-section.tsx'
import { DecidedSection } from './decided-section.tsx'
import { DegradedChecks } from './degraded-checks.tsx'
import { ExportersSection } from './exporters-section.tsx'
import { FirstSteps } from './first-steps.tsx'
import { OPEN_PATH } from './open-path.ts'
import { StatusStrip } from './status-strip.tsx'
import { TrafficFigure } from './traffic-figure.tsx'
import { WaitingSection } from './waiting-section.tsx'

const INTERVAL_MS = 5000

/** Answers in five seconds: do we see the network, is there anything to decide, is anything wrong? */
export function OverviewPage() {
  const { t } = useLocale()
  useTabTitle(t('overview.title'))
  const exporters = usePolled<Exporters>('/exporters', INTERVAL_MS)
  const health = usePolled<Health>('/health', INTERVAL_MS)
  const open = usePolled<Cases>(OPEN_PATH, INTERVAL_MS)

  const heading = <h1 className="visually-hidden">{t('overview.title')}</h1>
  if (!exporters.value || !health.value) {
    const error = exporters.error ?? health.error
    return (
      <>
        {heading}
        {error ? (
          <ErrorState error={error} onRetry={exporters.reload} />
        ) : (
          <LoadingState lines={8} />
        )}
      </>
    )
  }

  // Imported files make cases without any exporter: then there is something to show.
  const isEmpty =
    exporters.value.exporters.length === 0 &&
    health.value.flowsStored === 0 &&
    open.value?.cases.length === 0
  return (
    <>
      {heading}
      {!isEmpty && (
        <StatusStrip exporters={exporters.value} health={health.value} open={open.value} />
      )}
      <DegradedChecks health={health.value} />
      {isEmpty ? (
        <FirstSteps exporters={exporters.value} />
      ) : (
        <div className="overview">
          <div className="overview-column">
            <DecideSection open={open} />
            <ExportersSection exporters={exporters.value} />
          </div>
          <div className="overview-column">
            <WaitingSection />
            <TrafficFigure />
            <DecidedSection />
          </div>
        </div>
      )}
    </>
  )
}

import '../notice/notice.css'
import './measures.css'
import type { MeasurePlan } from '../../../../src/web/schemas/measures.ts'
import type { LiveMeasures } from '../../../../src/web/schemas/measures-live.ts'
import { usePolled } from '../../api/use-polled.ts'
import { PageTitle } from '../../design/page-title.tsx'
import { PolledView } from '../association/polled-view.tsx'
import { ChangesSection } from './changes-section.tsx'
import { EntriesSection } from './entries-section.tsx'
import { NotConfigured } from './not-configured.tsx'
import { PlanSection } from './plan-section.tsx'
import { PlaneTable } from './plane-table.tsx'
import { SimulationSection } from './simulation-section.tsx'
import { StateSection } from './state-section.tsx'
import { useTexts } from './texts/use-texts.ts'

const LIVE_INTERVAL_MS = 5_000
const PLAN_INTERVAL_MS = 30_000

/** Whether anything is blocked, on which device, what would change, and the switch for all of it. */
export function MeasuresPage() {
  const { t, format } = useTexts()
  const live = usePolled<LiveMeasures>('/measures', LIVE_INTERVAL_MS)
  const plan = usePolled<MeasurePlan>('/measures/plan?limit=200', PLAN_INTERVAL_MS)
  const reload = () => {
    live.reload()
    plan.reload()
  }
  return (
    <>
      <PageTitle title={t('measures.title')} />
      <PolledView polled={live} lines={5}>
        {(state) =>
          state.isConfigured ? (
            <>
              <StateSection live={state} onChange={reload} />
              <PlaneTable planes={state.planes} onMend={reload} />
              {state.page && (
                <p className="soft">
                  {t('planes.page', {
                    shown: format.number(state.page.shown),
                    paused: format.number(state.page.paused),
                  })}
                </p>
              )}
            </>
          ) : (
            <NotConfigured />
          )
        }
      </PolledView>
      <section className="case-section">
        <h2>{t('plan.title')}</h2>
        <PolledView polled={plan} lines={6}>
          {(found) => <PlanSection plan={found} onChange={reload} />}
        </PolledView>
      </section>
      <SimulationSection planId={plan.value?.id ?? null} />
      <EntriesSection onChange={reload} />
      <ChangesSection />
    </>
  )
}

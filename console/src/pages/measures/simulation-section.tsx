import type { WorkOf } from '../../../../src/web/schemas/background-work.ts'
import type { PlanSimulation } from '../../../../src/web/schemas/measures.ts'
import { postJson } from '../../api/client.ts'
import { usePolled } from '../../api/use-polled.ts'
import { Button } from '../../design/button.tsx'
import { DataTable } from '../../design/data-table.tsx'
import { EmptyState, ErrorState } from '../../design/states.tsx'
import { TimeText } from '../../design/time-text.tsx'
import { Failure } from '../../session/failure.tsx'
import { useAttempt } from '../../session/use-attempt.ts'
import { useMay } from '../../session/use-reach.ts'
import { useTexts } from './texts/use-texts.ts'
import { WorkProgress } from './work-progress.tsx'

const INTERVAL_MS = 3_000

/** What the plan would have cut in the last day, had it been in force. */
export function SimulationSection({ planId }: { readonly planId: string | null }) {
  const { t } = useTexts()
  const may = useMay()
  const { value, error, reload } = usePolled<WorkOf<PlanSimulation>>(
    '/measures/simulation',
    INTERVAL_MS,
  )
  const { isBusy, failure, attempt } = useAttempt()
  const work = value?.work ?? null
  const isRunning = work !== null && work.endedAt === null
  const begin = () =>
    void attempt(async () => {
      await postJson('/measures/simulation', {})
      reload()
    })
  return (
    <section className="case-section">
      <div className="section-head">
        <h2>{t('simulation.title')}</h2>
        {may('analyst') && (
          <Button isSmall disabled={isBusy || isRunning} onClick={begin}>
            {t('simulation.begin')}
          </Button>
        )}
      </div>
      <p className="soft page-lead">{t('simulation.lead')}</p>
      <Failure>{failure}</Failure>
      {!value && error && <ErrorState error={error} onRetry={reload} />}
      {work && <WorkProgress work={work} label={t('simulation.title')} />}
      {work?.result && work.endedAt && (
        <Outcome
          result={work.result}
          endedAt={work.endedAt}
          isOutdated={planId !== null && work.result.plan !== planId}
        />
      )}
    </section>
  )
}

function Outcome(props: {
  readonly result: PlanSimulation
  readonly endedAt: string
  readonly isOutdated: boolean
}) {
  const { t, tCount, format } = useTexts()
  const { result, endedAt, isOutdated } = props
  if (!result.hasFlows)
    return (
      <EmptyState title={t('simulation.noFlows')}>
        <p className="soft">{t('simulation.noFlowsText')}</p>
      </EmptyState>
    )
  return (
    <>
      <p>
        {tCount('simulation.of', result.targets.length, {
          endpoints: format.number(result.endpoints),
        })}{' '}
        <span className="soft">
          <TimeText at={endedAt} /> {isOutdated && t('simulation.outdated')}
        </span>
      </p>
      {result.targets.length > 0 && (
        <DataTable
          caption={t('simulation.title')}
          rows={result.targets}
          rowKey={(row) => row.target}
          columns={[
            {
              key: 'target',
              header: t('plan.target'),
              cell: (row) => <code className="target">{row.target}</code>,
            },
            {
              key: 'consenting',
              header: t('simulation.consenting'),
              align: 'end',
              sortValue: (row) => row.consenting,
              cell: (row) => format.number(row.consenting),
            },
            {
              key: 'others',
              header: t('simulation.others'),
              align: 'end',
              sortValue: (row) => row.others,
              cell: (row) => format.number(row.others),
            },
            {
              key: 'flows',
              header: t('simulation.flows'),
              align: 'end',
              isLow: true,
              cell: (row) => format.number(row.flows),
            },
            {
              key: 'share',
              header: t('simulation.share'),
              align: 'end',
              isLow: true,
              cell: (row) => format.percent(Math.round(row.share * 100) / 100),
            },
          ]}
        />
      )}
    </>
  )
}

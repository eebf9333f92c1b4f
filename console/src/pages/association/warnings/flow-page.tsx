import type { WarningFlow } from '../../../../../src/web/schemas/association/warnings.ts'
import { usePolled } from '../../../api/use-polled.ts'
import { Choice } from '../../../design/choice.tsx'
import { PageTitle } from '../../../design/page-title.tsx'
import { setQuery, useLocation } from '../../../router/location.ts'
import { FlowFigure } from '../flow-figure.tsx'
import { PolledView } from '../polled-view.tsx'
import { useTexts } from '../texts/use-texts.ts'

const INTERVAL_MS = 30_000
const SPANS = ['24', '72', '168', '744'] as const

/** What came in and what went out, by the hour. */
export function FlowPage() {
  const { t } = useTexts()
  const { query } = useLocation()
  const hours = SPANS.find((one) => one === query.get('hours')) ?? '72'
  const flow = usePolled<WarningFlow>(`/flow?hours=${hours}`, INTERVAL_MS)
  return (
    <>
      <PageTitle title={t('flow.title')} />
      <p className="soft page-lead">{t('flow.lead')}</p>
      <PolledView polled={flow}>
        {(value) => (
          <FlowFigure
            title={t('flow.byHour')}
            hours={value.hours}
            tools={
              <Choice<(typeof SPANS)[number]>
                legend={t('flow.span')}
                value={hours}
                options={SPANS.map((span) => ({ value: span, label: t(`flow.hours.${span}`) }))}
                onChoose={(span) => setQuery({ hours: span === '72' ? null : span })}
              />
            }
          />
        )}
      </PolledView>
    </>
  )
}

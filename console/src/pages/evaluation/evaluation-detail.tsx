import type { Evaluation } from '../../../../src/web/schemas/evaluations.ts'
import { Bars } from '../../charts/bars.tsx'
import { Facts } from '../../design/facts.tsx'
import { StatusMark } from '../../design/status-mark.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { CalibrationFigure } from '../model/calibration-figure.tsx'
import { FurtherTables, ServersTable } from './further-tables.tsx'
import { MethodsFigure, MethodsTable } from './methods.tsx'
import { SamplingTable } from './sampling-table.tsx'

/** What the figures rest on stands first: a figure without it would be read as more than it is. */
export function EvaluationDetail(props: {
  readonly evaluation: Evaluation
  readonly reportHref: string
}) {
  const { t, say, format } = useLocale()
  const { evaluation } = props
  const { calibration, prAucInterval: interval } = evaluation
  return (
    <article className="case-section">
      <div className="section-head">
        <h2>{say(evaluation.title)}</h2>
        <a href={props.reportHref} target="_blank" rel="noreferrer">
          {t('evaluation.report')}
        </a>
      </div>
      <p className="page-lead">
        {evaluation.isSynthetic && (
          <>
            <StatusMark icon="warning" tone="warning" text={t('evaluation.synthetic')} />{' '}
          </>
        )}
        {say(evaluation.provenance)}
      </p>
      <Facts
        facts={[
          [
            t('model.prAuc'),
            evaluation.prAuc === null
              ? '–'
              : interval
                ? t('evaluation.interval', {
                    value: format.probability(evaluation.prAuc),
                    low: format.probability(interval.low),
                    high: format.probability(interval.high),
                  })
                : format.probability(evaluation.prAuc),
          ],
          [
            t('evaluation.found'),
            evaluation.found === null
              ? '–'
              : t('model.share', { count: evaluation.found, of: evaluation.positives }),
          ],
          [
            t('evaluation.endpoints'),
            t('evaluation.endpointsOf', {
              count: format.number(evaluation.endpoints),
              positives: format.number(evaluation.positives),
              benign: format.number(evaluation.benign),
            }),
          ],
          [
            t('model.calibrationError'),
            evaluation.expectedCalibrationError === null
              ? '–'
              : format.percent(evaluation.expectedCalibrationError),
          ],
          [t('model.title'), <code key="model">{evaluation.model}</code>],
          [t('evaluation.at'), format.instant(evaluation.evaluatedAt)],
        ]}
      />
      {evaluation.baseRate && <p className="page-lead case-section">{say(evaluation.baseRate)}</p>}
      <div className="model-figures">
        <MethodsFigure methods={evaluation.methods} />
        {calibration && <CalibrationFigure reliability={calibration} note="" />}
      </div>
      <MethodsTable methods={evaluation.methods} />
      <SamplingTable lines={evaluation.samplingLines} />
      <Causes causes={evaluation.causes} />
      <ServersTable servers={evaluation.servers} />
      <FurtherTables tables={evaluation.tables} />
    </article>
  )
}

/** Every wrong answer has a cause. */
function Causes({ causes }: Pick<Evaluation, 'causes'>) {
  const { t, say } = useLocale()
  if (causes.length === 0) return null
  const of = (side: Evaluation['causes'][number]['side']) =>
    causes
      .filter((one) => one.side === side)
      .toSorted((a, b) => b.count - a.count)
      .map((one) => ({ name: say(one.title), count: one.count }))
  return (
    <section className="case-section">
      <h2>{t('evaluation.causes')}</h2>
      <div className="model-figures">
        {(['missed', 'false-alarm'] as const).map((side) => (
          <div key={side}>
            <h3>{t(`evaluation.${side}`)}</h3>
            {of(side).length === 0 ? (
              <p className="soft">{t('evaluation.none')}</p>
            ) : (
              <Bars rows={of(side)} />
            )}
          </div>
        ))}
      </div>
    </section>
  )
}

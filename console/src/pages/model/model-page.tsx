import './model.css'
import type { Model } from '../../../../src/web/schemas/model.ts'
import { usePolled } from '../../api/use-polled.ts'
import { Facts } from '../../design/facts.tsx'
import { PageTitle } from '../../design/page-title.tsx'
import { ErrorState, LoadingState } from '../../design/states.tsx'
import { StatusMark } from '../../design/status-mark.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { CalibrationFigure } from './calibration-figure.tsx'
import { ComparisonSection } from './comparison-section.tsx'
import { CurvesFigure } from './curves-figure.tsx'
import { DriftSection } from './drift-section.tsx'
import { FeatureSection } from './feature-section.tsx'
import { ModelHistory } from './model-history.tsx'

const INTERVAL_MS = 120_000

/** What decides here, what it was made of, how good it is, whether it still fits, and who chose it. */
export function ModelPage() {
  const { t } = useLocale()
  const { value, error, reload } = usePolled<Model>('/model', INTERVAL_MS)
  return (
    <>
      <PageTitle title={t('model.title')} />
      {value ? (
        <ModelDetail model={value} />
      ) : error ? (
        <ErrorState error={error} onRetry={reload} />
      ) : (
        <LoadingState lines={12} />
      )}
    </>
  )
}

function ModelDetail({ model }: { readonly model: Model }) {
  const { say } = useLocale()
  const { champion } = model
  return (
    <>
      <Card model={model} />
      <div className="model-figures">
        <CurvesFigure curves={champion.curves} />
        <CalibrationFigure
          reliability={champion.reliability}
          note={say(model.calibration.detail)}
        />
      </div>
      <DriftSection drift={model.drift} />
      {model.comparison && model.challenger && (
        <ComparisonSection
          comparison={model.comparison}
          champion={champion}
          challenger={model.challenger}
        />
      )}
      <FeatureSection features={champion.features} />
      <ModelHistory model={model} />
    </>
  )
}

/** Runs of numbers by their ends. */
function seedsText(seeds: readonly number[]): string {
  const inOrder = seeds.toSorted((a, b) => a - b)
  const first = inOrder[0]
  const last = inOrder.at(-1)
  if (first === undefined || last === undefined) return '–'
  return last - first === seeds.length - 1 ? `${first} – ${last}` : inOrder.join(', ')
}

function Card({ model: { champion } }: { readonly model: Model }) {
  const { t, say, format } = useLocale()
  const { samples, heldOut, limits, seeds } = champion
  return (
    <section>
      <div className="section-head">
        <h2>{champion.title}</h2>
        <code className="soft">{champion.id}</code>
      </div>
      {champion.isSynthetic && (
        <p className="model-synthetic">
          <StatusMark icon="warning" tone="warning" text={t('model.synthetic')} />
        </p>
      )}
      <p className="page-lead">{champion.trainedOn}</p>
      <Facts
        facts={[
          [t('model.prAuc'), format.probability(heldOut.prAuc)],
          [
            t('model.within10'),
            t('model.share', {
              count: format.number(heldOut.within10),
              of: format.number(heldOut.positives),
            }),
          ],
          [
            t('model.calibrationError'),
            champion.reliability ? format.percent(champion.reliability.expectedError) : '–',
          ],
          [
            t('model.training'),
            t('model.samples', {
              count: format.number(samples.training),
              planted: format.number(samples.trainingPositive),
            }),
          ],
          [
            t('model.calibrated'),
            t('model.samples', {
              count: format.number(samples.calibration),
              planted: format.number(samples.calibrationPositive),
            }),
          ],
          [t('model.seeds'), seedsText([...seeds.training, ...seeds.calibration])],
        ]}
      />
      {champion.baseRate && <p className="page-lead model-base-rate">{say(champion.baseRate)}</p>}
      {limits.length > 0 && (
        <>
          <h3 className="model-limits-title">{t('model.limits')}</h3>
          <ul className="model-limits" lang="en">
            {limits.map((limit) => (
              <li key={limit}>{limit}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

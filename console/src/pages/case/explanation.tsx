import type { Candidate } from '../../../../src/web/schemas/detection.ts'
import { StatusMark } from '../../design/status-mark.tsx'
import { useLocale } from '../../i18n/locale.tsx'

type Part = Pick<Candidate, 'lookAlikes' | 'counterfactual' | 'abstention'>

/** What it looks like, what would change the verdict, and whether the detector trusts itself here. */
export function Explanation({
  candidate,
  level,
}: {
  readonly candidate: Part
  readonly level: 2 | 3
}) {
  const { t, say, format } = useLocale()
  const Heading = level === 2 ? 'h2' : 'h3'
  const { lookAlikes = [], counterfactual, abstention } = candidate
  if (lookAlikes.length === 0 && !counterfactual && !abstention) return null
  return (
    <div className="explanation">
      {abstention && (
        <section className="is-wide">
          <Heading>{t('explain.abstention')}</Heading>
          <p>
            <StatusMark icon="warning" tone="warning" text={say(abstention)} />
          </p>
        </section>
      )}
      {lookAlikes.length > 0 && (
        <section>
          <Heading>{t('explain.lookAlikes')}</Heading>
          <ul className="look-alikes">
            {lookAlikes.map((one) => (
              <li key={one.kind}>
                <span className="look-alike-side">
                  {t(one.isPlanted ? 'explain.planted' : 'explain.innocent')}
                </span>
                <Similarity value={one.similarity} isPlanted={one.isPlanted} />
                <span>
                  {say(one)}
                  {one.isSynthetic && <span className="soft small"> {t('explain.synthetic')}</span>}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {counterfactual && (
        <section>
          <Heading>{t('explain.counterfactual')}</Heading>
          <p>{say(counterfactual)}</p>
          <p className="soft small">
            {t('explain.counterfactualBand', {
              probability: format.probability(counterfactual.probability),
              band: t(`band.${counterfactual.band}`),
            })}
          </p>
        </section>
      )}
    </div>
  )
}

function Similarity({ value, isPlanted }: { readonly value: number; readonly isPlanted: boolean }) {
  const { t, format } = useLocale()
  const text = t('explain.similarity', { value: format.percent(value) })
  return (
    <svg className="reason-bar" viewBox="0 0 84 10" role="img" aria-label={text}>
      <title>{text}</title>
      <rect className="track" y="4" width="84" height="2" />
      <rect
        className={isPlanted ? 'for' : 'against'}
        x="1"
        y="1"
        width={Math.max(2, 82 * Math.min(1, value))}
        height="8"
        rx="1"
      />
    </svg>
  )
}

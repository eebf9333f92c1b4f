import type { Reason } from '../../../../src/web/schemas/detection.ts'
import { useLocale } from '../../i18n/locale.tsx'

/**
 * Sentences with their weight as a bar; filled speaks for the verdict, hollow against it.
 *
 * @param props.scale the weight that fills a whole bar
 */
export function ReasonList(props: {
  readonly title: string
  readonly side: 'for' | 'against'
  readonly reasons: readonly Reason[]
  readonly empty: string
  readonly scale: number
}) {
  const { t, say, format } = useLocale()
  const reasons = props.reasons.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
  return (
    <section>
      <h2>{props.title}</h2>
      {reasons.length === 0 ? (
        <p className="soft reasons">{props.empty}</p>
      ) : (
        <ul className="reasons">
          {reasons.map((reason) => {
            const weight = Math.abs(reason.weight)
            const weightText = t('casePage.weight', { weight: format.probability(weight) })
            return (
              <li key={reason.group + reason.en}>
                <svg className="reason-bar" viewBox="0 0 84 10" role="img" aria-label={weightText}>
                  <title>{weightText}</title>
                  <rect className="track" y="4" width="84" height="2" />
                  <rect
                    className={props.side}
                    x="1"
                    y="1"
                    width={Math.max(2, (82 * weight) / props.scale)}
                    height="8"
                    rx="1"
                  />
                </svg>
                <span>{say(reason)}</span>
              </li>
            )
          })}
        </ul>
      )}
    </section>
  )
}

import type { Reason } from '../../../../src/web/schemas/detection.ts'
import { useLocale } from '../../i18n/locale.tsx'

/**
 * Sentences with their weight as a bar; filled speaks for the verdict, hollow against it. What the score would
 * be without one stands below it in small.
 *
 * @param props.scale the weight that fills a whole bar
 */
export function ReasonList(props: {
  readonly title: string
  readonly level?: 2 | 3
  readonly side: 'for' | 'against'
  readonly reasons: readonly Reason[]
  readonly empty: string
  readonly scale: number
}) {
  const Heading = props.level === 3 ? 'h3' : 'h2'
  const reasons = props.reasons.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
  return (
    <section>
      <Heading>{props.title}</Heading>
      {reasons.length === 0 ? (
        <p className="soft reasons">{props.empty}</p>
      ) : (
        <ul className="reasons">
          {reasons.map((reason) => (
            <ReasonItem
              key={reason.group + reason.en}
              reason={reason}
              side={props.side}
              scale={props.scale}
            />
          ))}
        </ul>
      )}
    </section>
  )
}

function ReasonItem(props: {
  readonly reason: Reason
  readonly side: 'for' | 'against'
  readonly scale: number
}) {
  const { t, say, format } = useLocale()
  const { reason } = props
  const weight = Math.abs(reason.weight)
  const weightText = t('casePage.weight', { weight: format.probability(weight) })
  return (
    <li>
      {weight > 0 ? (
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
      ) : (
        <span className="soft small">{t('casePage.caveat')}</span>
      )}
      <span>
        {say(reason)}
        <Effect effect={reason.effect} />
      </span>
    </li>
  )
}

/** Where its value stands among others is in the sentence; here, how much hangs on it. */
function Effect({ effect }: { readonly effect: number | undefined }) {
  const { t, format } = useLocale()
  if (effect === undefined) return null
  return (
    <span className="reason-effect soft small">
      {t(effect >= 0 ? 'casePage.effectLess' : 'casePage.effectMore', {
        factor: format.number(Number(Math.exp(Math.abs(effect)).toPrecision(2))),
      })}
    </span>
  )
}

/** Both lists share one scale, so that a long bar against weighs what a long bar for does. */
export function scaleOf(subject: {
  readonly reasons: readonly Reason[]
  readonly against: readonly Reason[]
}): number {
  const weights = [...subject.reasons, ...subject.against].map((one) => Math.abs(one.weight))
  return Math.max(...weights, Number.EPSILON)
}

import './share-mark.css'
import { useLocale } from '../i18n/locale.tsx'

const WIDTH = 72
const RADIUS = 4

/** A share as a figure, as a dot between 0 and 1, and its bounds as a line; the counts stand beside it. */
export function ShareMark(props: {
  readonly share: number
  readonly bounds: { readonly lower: number; readonly upper: number } | null
  readonly counts: string
}) {
  const { format } = useLocale()
  const { share, bounds, counts } = props
  const at = (value: number) => RADIUS + (WIDTH - 2 * RADIUS) * value
  return (
    <span className="share-mark" title={counts}>
      {format.percent(Math.round(share * 100) / 100)}
      <svg viewBox={`0 0 ${WIDTH} 10`} aria-hidden="true">
        <rect className="track" y="4" width={WIDTH} height="2" />
        {bounds && (
          <rect
            className="bounds"
            x={at(bounds.lower)}
            y="3"
            width={Math.max(1, at(bounds.upper) - at(bounds.lower))}
            height="4"
          />
        )}
        <circle cx={at(share)} cy="5" r={RADIUS} />
      </svg>
      <span className="soft small">{counts}</span>
    </span>
  )
}

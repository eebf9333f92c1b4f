import type { Exporters } from '../../../src/web/schemas/operation.ts'
import { useLocale } from '../i18n/locale.tsx'

type Hour = Exporters['exporters'][number]['hours'][number]

const HOUR_MS = 3_600_000
const HOUR_COUNT = 24
const WIDTH = 10
const HEIGHT = 40
/** A loss below it is drawn as one line, so that a small one still shows. */
const FULL_LOSS = 0.1
const MARK_HEIGHT = 3

/**
 * Loss hour by hour over a day: a column as high as its share up to a tenth, a dot where nothing was
 * lost, nothing where nothing came. Small enough to need no drawing library.
 */
export function LossHours({
  hours,
  now,
}: {
  readonly hours: readonly Hour[]
  readonly now: number
}) {
  const { t, format } = useLocale()
  const lastAt = now - (now % HOUR_MS)
  const byTime = new Map(hours.map((hour) => [Date.parse(hour.at), hour]))
  const worst = hours.reduce((most, hour) => Math.max(most, hour.lossRatio), 0)
  return (
    <svg
      className="loss-hours"
      role="img"
      aria-label={t('exporter.lossLabel', { worst: format.percent(worst) })}
      viewBox={`0 0 ${WIDTH * HOUR_COUNT} ${HEIGHT}`}
      preserveAspectRatio="none"
    >
      {Array.from({ length: HOUR_COUNT }, (_none, place) => {
        const at = lastAt - (HOUR_COUNT - 1 - place) * HOUR_MS
        const hour = byTime.get(at)
        if (!hour) return null
        const isLossy = hour.lossRatio > 0
        const share = Math.min(1, hour.lossRatio / FULL_LOSS)
        const height = isLossy ? Math.max(MARK_HEIGHT, share * HEIGHT) : 1
        return (
          <rect
            key={at}
            className={isLossy ? 'lossy' : 'lossless'}
            x={place * WIDTH + 1}
            y={HEIGHT - height}
            width={WIDTH - 2}
            height={height}
          >
            <title>{`${format.clock(hour.at)} ${format.percent(hour.lossRatio)}`}</title>
          </rect>
        )
      })}
    </svg>
  )
}

import type { ListSource } from '../../../../src/web/schemas/lists.ts'
import { useLocale } from '../../i18n/locale.tsx'

/** How often the list was right by our own decisions: the share as a dot, its bounds as a line. */
export function Precision({ verdicts }: Pick<ListSource, 'verdicts'>) {
  const { t, format } = useLocale()
  const { precision, confirmed, dismissed } = verdicts
  if (!precision) return <span className="soft">{t('lists.precisionNone')}</span>
  const at = (share: number) => 2 + 68 * share
  return (
    <span
      className="precision"
      title={t('lists.precisionOf', { confirmed, decided: confirmed + dismissed })}
    >
      {format.percent(Math.round(precision.share * 100) / 100)}
      <svg viewBox="0 0 72 10" aria-hidden="true">
        <rect className="track" y="4" width="72" height="2" />
        <rect
          className="bounds"
          x={at(precision.lower)}
          y="3"
          width={at(precision.upper) - at(precision.lower)}
          height="4"
        />
        <circle cx={at(precision.share)} cy="5" r="4" />
      </svg>
      <span className="soft small">
        {t('lists.precisionOf', { confirmed, decided: confirmed + dismissed })}
      </span>
    </span>
  )
}

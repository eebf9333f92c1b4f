import type { ListSource } from '../../../../src/web/schemas/lists.ts'
import { ShareMark } from '../../design/share-mark.tsx'
import { useLocale } from '../../i18n/locale.tsx'

/** How often the list was right by our own decisions. */
export function Precision({ verdicts }: Pick<ListSource, 'verdicts'>) {
  const { t } = useLocale()
  const { precision, confirmed, dismissed } = verdicts
  if (!precision) return <span className="soft">{t('lists.precisionNone')}</span>
  const counts = t('lists.precisionOf', { confirmed, decided: confirmed + dismissed })
  return <ShareMark share={precision.share} bounds={precision} counts={counts} />
}

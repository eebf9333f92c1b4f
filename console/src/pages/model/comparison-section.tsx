import type { Comparison, ModelCard } from '../../../../src/web/schemas/model.ts'
import { useNow } from '../../api/use-now.ts'
import { Facts } from '../../design/facts.tsx'
import { useLocale } from '../../i18n/locale.tsx'

/** A second model beside the one that decides, on the same endpoints. */
export function ComparisonSection(props: {
  readonly comparison: Comparison
  readonly champion: ModelCard
  readonly challenger: ModelCard
}) {
  const { t, say, format } = useLocale()
  const now = useNow()
  const { comparison, champion, challenger } = props
  const { suspected, decided } = comparison
  const decidedText = (side: { confirmed: number; dismissed: number }) =>
    t('model.decidedOf', { confirmed: side.confirmed, dismissed: side.dismissed })
  return (
    <section className="case-section">
      <div className="section-head">
        <h2>{t('model.challenger')}</h2>
        <span className="soft small">{format.ago(comparison.comparedAt, now)}</span>
      </div>
      <p className="page-lead">{say(comparison.verdict)}</p>
      <Facts
        facts={[
          [
            t('model.champion'),
            `${champion.title} (${format.probability(champion.heldOut.prAuc)})`,
          ],
          [
            t('model.challenger'),
            `${challenger.title} (${format.probability(challenger.heldOut.prAuc)})`,
          ],
          [t('model.overlap'), format.percent(comparison.overlapAt100)],
          [t('model.order'), format.probability(comparison.orderAgreement)],
          [
            t('model.suspected'),
            t('model.suspectedOf', {
              both: format.number(suspected.both),
              champion: format.number(suspected.championOnly),
              challenger: format.number(suspected.challengerOnly),
            }),
          ],
          [t('model.decidedChampion'), decidedText(decided.champion)],
          [t('model.decidedChallenger'), decidedText(decided.challenger)],
        ]}
      />
    </section>
  )
}

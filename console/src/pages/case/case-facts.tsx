import type { Case } from '../../../../src/web/schemas/cases.ts'
import { useNow } from '../../api/use-now.ts'
import { BandMark } from '../../design/status-mark.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { HundredVerdicts } from './hundred-verdicts.tsx'

export function CaseFacts({ subject }: { readonly subject: Case }) {
  const { t, format } = useLocale()
  const now = useNow()
  // "Of 100, about 100" would claim a certainty that no score has.
  const rightCount = Math.min(99, Math.max(1, Math.round(subject.probability * 100)))
  const instant = (iso: string) => (
    <>
      <span className="figure-value">{format.ago(iso, now)}</span>
      <br />
      <time className="soft small" dateTime={iso}>
        {format.instant(iso)}
      </time>
    </>
  )
  return (
    <dl className="case-facts">
      <div>
        <dt>{t('casePage.howSure')}</dt>
        <dd className="case-sure">
          <HundredVerdicts rightCount={rightCount} />
          <div>
            <span className="figure-value">{format.probability(subject.probability)}</span>{' '}
            <BandMark band={subject.band} />
            <p>{t('casePage.meaning', { count: rightCount })}</p>
            <p className="soft small">{t(`band.${subject.band}Meaning`)}</p>
            <p className="soft small">{t('casePage.meaningHint')}</p>
          </div>
        </dd>
      </div>
      <div>
        <dt>{t('casePage.clients')}</dt>
        <dd>
          <span className="figure-value">{format.number(subject.clients)}</span>
          <p className="soft small">{t('casePage.clientsHint')}</p>
        </dd>
      </div>
      <div>
        <dt>{t('casePage.since')}</dt>
        <dd>{instant(subject.proposedAt)}</dd>
      </div>
      <div>
        <dt>{t('casePage.voices')}</dt>
        <dd>
          <span className="figure-value">{format.number(subject.voicesFor)}</span>
          <p className="soft small">
            {t('casePage.voicesHint', { against: format.number(subject.voicesAgainst) })}
          </p>
        </dd>
      </div>
      {subject.warning ? (
        <div>
          <dt>{t('casePage.until')}</dt>
          <dd>
            <span className="figure-value">
              {Date.parse(subject.warning.validUntil) > now
                ? format.until(subject.warning.validUntil, now)
                : format.ago(subject.warning.validUntil, now)}
            </span>
            <br />
            <time className="soft small" dateTime={subject.warning.validUntil}>
              {format.instant(subject.warning.validUntil)}
            </time>
          </dd>
        </div>
      ) : (
        <div>
          <dt>{t('casePage.scored')}</dt>
          <dd>{instant(subject.scoredAt)}</dd>
        </div>
      )}
    </dl>
  )
}

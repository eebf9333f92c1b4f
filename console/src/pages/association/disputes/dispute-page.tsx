import type { DisputeDetail } from '../../../../../src/web/schemas/association/disputes.ts'
import { endpointText } from '../../../api/endpoint-text.ts'
import { usePolled } from '../../../api/use-polled.ts'
import { EndpointName } from '../../../design/endpoint-name.tsx'
import { Facts } from '../../../design/facts.tsx'
import { Icon } from '../../../design/icon.tsx'
import { useTabTitle } from '../../../design/page-title.tsx'
import { TimeText } from '../../../design/time-text.tsx'
import { Link } from '../../../router/link.tsx'
import { warningHref } from '../association-routes.ts'
import { PolledView } from '../polled-view.tsx'
import { type TextKey, useTexts } from '../texts/use-texts.ts'
import { ClockText } from './clock-text.tsx'
import { DisputeActs } from './dispute-acts.tsx'
import { DisputeHistory } from './dispute-history.tsx'
import { DisputeMark } from './dispute-mark.tsx'

const INTERVAL_MS = 10_000

/** One dispute, read like a short report: who says what, how long there is, and what can be done. */
export function DisputePage({ id }: { readonly id: string }) {
  const { t } = useTexts()
  const path = `/disputes/${encodeURIComponent(id)}`
  const detail = usePolled<DisputeDetail>(path, INTERVAL_MS)
  const endpoint = detail.value?.dispute.endpoint
  useTabTitle(endpoint ? endpointText(endpoint) : id)
  return (
    <>
      <Link className="back-link" href="/disputes">
        <Icon name="back" />
        {t('disputes.title')}
      </Link>
      <div className="section-head">
        <h1>{endpoint ? <EndpointName endpoint={endpoint} /> : <code>{id}</code>}</h1>
        {detail.value && <DisputeMark status={detail.value.dispute.status} />}
      </div>
      <PolledView polled={detail}>
        {(value) => <Report detail={value} path={path} onChange={detail.reload} />}
      </PolledView>
    </>
  )
}

function Report(props: {
  readonly detail: DisputeDetail
  readonly path: string
  readonly onChange: () => void
}) {
  const { t, say, format } = useTexts()
  const { dispute, reasons } = props.detail
  const { proposal, proof, warningId } = dispute
  const reasonText = (code: string) => {
    const found = reasons.find((reason) => reason.code === code)
    return found ? say(found.text) : code
  }
  return (
    <>
      <p className="page-lead">{t(`dispute.sentence.${dispute.status}`)}</p>
      {proposal && (
        <p className="page-lead">
          <strong>
            {t('dispute.proposed', {
              outcome: t(`outcome.${proposal.outcome}`),
              actor: proposal.proposedBy,
            })}
          </strong>{' '}
          {reasonText(proposal.reason)}
        </p>
      )}
      <DisputeActs detail={props.detail} path={props.path} onChange={props.onChange} />
      <Facts
        facts={[
          [
            t(dispute.endedAt ? 'dispute.ended' : 'disputes.due'),
            <ClockText key="due" dispute={dispute} />,
          ],
          [t('disputes.filed'), <TimeText key="filed" at={dispute.filedAt} />],
          [
            t('dispute.proof'),
            proof ? (
              <span key="proof">
                {t(`dispute.proof.${proof.kind}` as TextKey)}
                {proof.officer && ` (${proof.officer}: ${proof.how ?? ''})`}
              </span>
            ) : (
              '–'
            ),
          ],
          [
            t('disputes.effect'),
            t(
              dispute.endedAt
                ? 'dispute.effectOver'
                : dispute.isSuspended
                  ? 'disputes.suspended'
                  : 'disputes.enforced',
            ),
          ],
          [t('disputes.round'), t(dispute.isAppealed ? 'disputes.appeal' : 'disputes.first')],
          [
            t('dispute.warning'),
            warningId ? (
              <Link key="warning" href={warningHref(warningId)}>
                <code>{warningId}</code>
              </Link>
            ) : (
              t('dispute.gone')
            ),
          ],
          ...(dispute.appealsUntil
            ? ([[t('dispute.appealsUntil'), format.instant(dispute.appealsUntil)]] as const)
            : []),
          ...(dispute.releasedUntil
            ? ([[t('dispute.releasedUntil'), format.date(dispute.releasedUntil)]] as const)
            : []),
          [t('disputes.reference'), <code key="id">{dispute.id}</code>],
        ]}
      />
      {dispute.decisions.length > 0 && (
        <section className="house-section">
          <h2>{t('dispute.decisions')}</h2>
          <ul className="plain-list">
            {dispute.decisions.map((decision) => (
              <li key={decision.at}>
                <strong>{t(`outcome.${decision.outcome}`)}</strong> {reasonText(decision.reason)}{' '}
                <span className="soft small">
                  {t('dispute.decidedBy', {
                    proposedBy: decision.proposedBy,
                    decidedBy: decision.decidedBy,
                    time: format.instant(decision.at),
                  })}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <DisputeHistory detail={props.detail} />
    </>
  )
}

import type { Release, ReleaseReceipt } from '../../../../src/web/schemas/measures-live.ts'
import { useNow } from '../../api/use-now.ts'
import { Button } from '../../design/button.tsx'
import { Facts } from '../../design/facts.tsx'
import { StatusMark } from '../../design/status-mark.tsx'
import { TimeText } from '../../design/time-text.tsx'
import { Link } from '../../router/link.tsx'
import { caseHref } from '../../router/routes.ts'
import { useTexts } from '../measures/texts/use-texts.ts'
import { UndoLine } from '../measures/undo-line.tsx'

/** After this a release without a receipt is no longer being proved: the service ended before it was. */
const PROVING_MS = 30_000

/** One release as a short report: what, for whom, how fast, on which device, and what a look from outside says. */
export function ReleaseItem(props: {
  readonly release: Release
  readonly onUndo: () => void
  readonly onRevoke: (() => void) | null
}) {
  const { t } = useTexts()
  const { release, onUndo, onRevoke } = props
  return (
    <li className="release">
      <div className="release-head">
        <h3>
          <code className="target">{release.subject}</code>
        </h3>
        <ReleaseMark release={release} />
        {release.undoUntil && (
          <UndoLine until={release.undoUntil} label={t('undo.button')} onUndo={onUndo} />
        )}
      </div>
      <p>
        {t(`releases.cause.${release.cause}`)} · {release.requestedBy} ·{' '}
        <TimeText at={release.requestedAt} />
        {release.caseId !== null && (
          <>
            {' · '}
            <Link href={caseHref(release.caseId)}>{t('releases.case')}</Link>
          </>
        )}
      </p>
      <blockquote>{release.reason}</blockquote>
      {release.receipt && <Receipt receipt={release.receipt} />}
      {release.endedAt ? (
        <p className="soft">
          {t('releases.ended')} <TimeText at={release.endedAt} />
        </p>
      ) : (
        onRevoke &&
        release.receipt && (
          <Button
            isSmall
            aria-label={t('releases.revokeOf', { subject: release.subject })}
            onClick={onRevoke}
          >
            {t('releases.revoke')}
          </Button>
        )
      )}
    </li>
  )
}

function ReleaseMark({ release }: { readonly release: Release }) {
  const { t, format } = useTexts()
  const now = useNow(1000)
  const { receipt, requestedAt } = release
  if (release.endedAt)
    return <StatusMark icon="undo" tone="soft" text={t('releases.state.ended')} />
  if (receipt?.isComplete && receipt.liftedAt)
    return (
      <StatusMark
        icon="ok"
        text={t('releases.state.lifted', {
          time: format.duration(secondsBetween(requestedAt, receipt.liftedAt)),
        })}
      />
    )
  if (receipt) return <StatusMark icon="warning" tone="warning" text={t('releases.state.partly')} />
  const ageMs = now - Date.parse(requestedAt)
  if (ageMs > PROVING_MS)
    return <StatusMark icon="warning" tone="warning" text={t('releases.state.unproved')} />
  return (
    <StatusMark
      icon="open"
      text={t('releases.state.proving', { time: format.duration(Math.max(0, ageMs) / 1000) })}
    />
  )
}

const secondsBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / 10) / 100

function Receipt({ receipt }: { readonly receipt: ReleaseReceipt }) {
  const { t, tCount, format, say } = useTexts()
  const isBlocked = receipt.probe === 'still-blocked'
  return (
    <>
      <Facts
        facts={[
          ...receipt.planes.map(
            (plane) =>
              [
                plane.plane,
                plane.isFree ? (
                  <StatusMark key={plane.plane} icon="ok" text={t('releases.free')} />
                ) : (
                  <span key={plane.plane}>
                    <StatusMark icon="warning" tone="warning" text={t('releases.notFree')} />
                    {plane.failure && <p className="small">{say(plane.failure.text)}</p>}
                  </span>
                ),
              ] as const,
          ),
          [
            t('releases.probe'),
            <StatusMark
              key="probe"
              icon={isBlocked ? 'warning' : receipt.probe === 'reachable' ? 'ok' : 'open'}
              tone={isBlocked ? 'warning' : 'plain'}
              text={t(`releases.probe.${receipt.probe}`)}
            />,
          ],
          [
            t('releases.proved'),
            t('releases.after', {
              time: format.duration(secondsBetween(receipt.requestedAt, receipt.provedAt)),
            }),
          ],
        ]}
      />
      <details>
        <summary>
          {tCount('releases.rules', receipt.rules.length)}{' '}
          <code className="soft small">{receipt.id.slice(0, 12)}</code>
        </summary>
        <ul className="release-rules">
          {receipt.rules.map(({ target, step }) => (
            <li key={`${target} ${step}`}>
              <code>{target}</code> <span className="soft">{t(`releases.step.${step}`)}</span>
            </li>
          ))}
        </ul>
      </details>
    </>
  )
}

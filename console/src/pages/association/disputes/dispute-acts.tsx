import { useState } from 'react'
import type { DisputeDetail } from '../../../../../src/web/schemas/association/disputes.ts'
import { postJson } from '../../../api/client.ts'
import { Button } from '../../../design/button.tsx'
import { useShortcuts } from '../../../keyboard/use-shortcuts.ts'
import { Failure } from '../../../session/failure.tsx'
import { useAttempt } from '../../../session/use-attempt.ts'
import { useMay, useMyId } from '../../../session/use-reach.ts'
import { TextDialog } from '../text-dialog.tsx'
import { useTexts } from '../texts/use-texts.ts'
import { ProposeDialog } from './propose-dialog.tsx'

type Asking = 'propose' | 'decide' | 'send-back' | 'suspend' | 'resume' | 'tell' | 'reopen' | null

/** What may be done now, by whom: the second person decides, and is never the first. */
export function DisputeActs(props: {
  readonly detail: DisputeDetail
  readonly path: string
  readonly onChange: () => void
}) {
  const { t } = useTexts()
  const may = useMay()
  const myId = useMyId()
  const { dispute, reasons } = props.detail
  const [asking, setAsking] = useState<Asking>(null)
  const { isBusy, failure, attempt } = useAttempt()
  const send = (act: string, body: unknown = {}) =>
    void attempt(async () => {
      await postJson(`${props.path}/${act}`, body)
      setAsking(null)
      props.onChange()
    })
  const isLive = dispute.endedAt === null
  const isProposable = dispute.status === 'filed' || dispute.status === 'first-review'
  const isMine = dispute.proposal?.proposedBy === myId
  const mayDecide = dispute.status === 'second-review' && may('reviewer') && !isMine
  useShortcuts({ a: mayDecide ? () => setAsking('decide') : undefined })
  if (!may('officer')) return <p className="soft small page-lead">{t('dispute.notYours')}</p>
  const ask = (act: NonNullable<Asking>, look: 'plain' | 'strong' = 'plain') => (
    <Button look={look} onClick={() => setAsking(act)}>
      {t(`dispute.do.${act}`)}
      {act === 'decide' && <kbd>a</kbd>}
    </Button>
  )
  return (
    <>
      <p className="page-tools page-lead">
        {dispute.status === 'filed' && (
          <Button disabled={isBusy} onClick={() => send('take')}>
            {t('dispute.do.take')}
          </Button>
        )}
        {isProposable && ask('propose', 'strong')}
        {mayDecide && ask('decide', 'strong')}
        {dispute.status === 'second-review' && ask('send-back')}
        {isLive && ask('tell')}
        {isLive && ask(dispute.isSuspended ? 'resume' : 'suspend')}
        {!isLive && dispute.status !== 'withdrawn' && may('reviewer') && ask('reopen')}
      </p>
      {dispute.status === 'second-review' && !mayDecide && (
        <p className="soft small page-lead">
          {t(isMine ? 'dispute.proposedByYou' : 'dispute.needsReviewer')}
        </p>
      )}
      {asking === null && <Failure>{failure}</Failure>}
      {asking === 'propose' && (
        <ProposeDialog
          reasons={reasons}
          isBusy={isBusy}
          failure={failure}
          onClose={() => setAsking(null)}
          onPropose={(proposal) => send('propose', proposal)}
        />
      )}
      {asking !== null && asking !== 'propose' && (
        <TextDialog
          title={t(`dispute.do.${asking}`)}
          text={t(`dispute.ask.${asking}`)}
          label={t(asking === 'decide' || asking === 'tell' ? 'dispute.toOwner' : 'reason')}
          action={t(`dispute.do.${asking}`)}
          isOptional={asking === 'decide'}
          isBusy={isBusy}
          failure={failure}
          onClose={() => setAsking(null)}
          onAct={(text) => send(asking, text === '' ? {} : { text })}
        />
      )}
    </>
  )
}

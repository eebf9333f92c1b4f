import { endpointText } from '../api/endpoint-text.ts'
import { Button } from '../design/button.tsx'
import { useLocale } from '../i18n/locale.tsx'
import type { MessageKey } from '../i18n/translate.ts'
import { type Decided, type DecisionKind, UNDONE_BY } from './decided.ts'

const DONE: Readonly<Record<DecisionKind, MessageKey>> = {
  confirm: 'decision.doneConfirmed',
  dismiss: 'decision.doneDismissed',
  reopen: 'decision.doneReopened',
  review: 'decision.done.review',
  publish: 'decision.done.publish',
  approve: 'decision.done.approve',
  decline: 'decision.done.decline',
  dispute: 'decision.done.dispute',
  uphold: 'decision.done.uphold',
  release: 'decision.done.release',
  retract: 'decision.done.retract',
}

/** What was just done, and for five seconds the way back. Says a failed undo as well. */
export function UndoToast(props: {
  readonly decided: Decided | null
  readonly failure: string | null
  readonly onUndo: () => void
}) {
  const { t } = useLocale()
  const { decided, failure } = props
  return (
    <div role="status" aria-live="polite">
      {failure && <p className="toast">{failure}</p>}
      {decided && !failure && (
        <div className="toast fades-in" key={decided.at}>
          <span>{t(DONE[decided.kind], { endpoint: endpointText(decided.subject.endpoint) })}</span>
          {UNDONE_BY[decided.kind] && (
            <>
              <Button isSmall onClick={props.onUndo}>
                {t('decision.undo')} <kbd>u</kbd>
              </Button>
              <span className="toast-clock" />
            </>
          )}
        </div>
      )}
    </div>
  )
}

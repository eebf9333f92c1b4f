import { endpointText } from '../api/endpoint-text.ts'
import { Button } from '../design/button.tsx'
import { useLocale } from '../i18n/locale.tsx'
import type { Decided } from './decided.ts'

/** What was just done, or is about to be, and for five seconds the way back. Says a failure as well. */
export function UndoToast(props: {
  readonly decided: Decided | null
  readonly failure: string | null
  readonly onUndo: (() => void) | null
  readonly onClose: () => void
}) {
  const { t } = useLocale()
  const { decided, failure } = props
  return (
    <div role="status" aria-live="polite">
      {failure && (
        <p className="toast">
          {failure}
          <Button isSmall onClick={props.onClose}>
            {t('help.close')}
          </Button>
        </p>
      )}
      {decided && !failure && (
        <div className="toast fades-in" key={decided.at}>
          <Words decided={decided} />
          {props.onUndo && (
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

function Words({ decided }: { readonly decided: Decided }) {
  const { t, format } = useLocale()
  const { kind, subjects, state, refusedCount } = decided
  const [subject] = subjects
  const what =
    subject && subjects.length === 1
      ? endpointText(subject.endpoint)
      : t('decision.manyCases', { count: format.number(subjects.length - refusedCount) })
  return (
    <span>
      {state === 'undone'
        ? t('decision.undone', { endpoint: what })
        : t(state === 'waits' ? `decision.soon.${kind}` : `decision.done.${kind}`, {
            endpoint: what,
          })}
      {refusedCount > 0 && ` ${t('decision.someRefused', { count: format.number(refusedCount) })}`}
    </span>
  )
}

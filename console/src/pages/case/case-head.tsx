import type { Case } from '../../../../src/web/schemas/cases.ts'
import { endpointText } from '../../api/endpoint-text.ts'
import { useNow } from '../../api/use-now.ts'
import { useDecisions } from '../../cases/decision.tsx'
import { Button } from '../../design/button.tsx'
import { CopyButton } from '../../design/copy-button.tsx'
import { EndpointName } from '../../design/endpoint-name.tsx'
import { useTabTitle } from '../../design/page-title.tsx'
import { CaseMark } from '../../design/status-mark.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import type { MessageKey } from '../../i18n/translate.ts'
import { useShortcuts } from '../../keyboard/use-shortcuts.ts'

/** The sentence and the buttons. "No" is as easy to say as "yes". */
export function CaseHead({ subject }: { readonly subject: Case }) {
  const { t, format } = useLocale()
  const now = useNow()
  const { ask } = useDecisions()
  const name = endpointText(subject.endpoint)
  const isOpen = subject.status === 'proposed'
  useTabTitle(name)
  useShortcuts({
    c: isOpen ? () => ask('confirm', subject) : undefined,
    d: isOpen ? () => ask('dismiss', subject) : undefined,
  })

  const [before, after] = t(sentenceKey(subject), { endpoint: '\0' }).split('\0')
  const decision = subject.history.findLast((event) => event.kind === subject.status)
  return (
    <header className="case-head">
      <div>
        <h1>
          {before}
          <EndpointName endpoint={subject.endpoint} />
          {after}
        </h1>
        <p className="case-status">
          <CaseMark status={subject.status} />
          {!isOpen && decision && (
            <span>
              {t('casePage.decided', {
                actor: decision.actor,
                time: format.ago(decision.at, now),
              })}
            </span>
          )}
          <CopyButton text={name} label={t('casePage.copy')} done={t('casePage.copied')} />
        </p>
      </div>
      <div className="case-buttons">
        {isOpen ? (
          <>
            <Button onClick={() => ask('dismiss', subject)} aria-keyshortcuts="d">
              {t('casePage.dismiss')} <kbd>d</kbd>
            </Button>
            <Button look="strong" onClick={() => ask('confirm', subject)} aria-keyshortcuts="c">
              {t('casePage.confirm')} <kbd>c</kbd>
            </Button>
          </>
        ) : (
          <Button onClick={() => ask('reopen', subject)}>{t('casePage.reopen')}</Button>
        )}
      </div>
    </header>
  )
}

/** "Probable" is said of what is more likely than not, and never more than that by a score. */
function sentenceKey({ status, probability }: Case): MessageKey {
  if (status !== 'proposed') return `casePage.sentence.${status}`
  if (probability >= 0.5) return 'casePage.sentence.proposed.high'
  return probability >= 0.2 ? 'casePage.sentence.proposed.middle' : 'casePage.sentence.proposed.low'
}

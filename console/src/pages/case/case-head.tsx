import type { Case } from '../../../../src/web/schemas/cases.ts'
import { endpointText } from '../../api/endpoint-text.ts'
import { useNow } from '../../api/use-now.ts'
import type { DecisionKind } from '../../cases/decided.ts'
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
  const choices = choicesOf(subject)
  useTabTitle(name)
  useShortcuts({
    c: choices.includes('confirm') ? () => ask('confirm', subject) : undefined,
    d: choices.includes('dismiss') ? () => ask('dismiss', subject) : undefined,
  })

  const [before, after] = t(sentenceKey(subject), { endpoint: '\0' }).split('\0')
  const decision = subject.history.findLast((event) => event.note !== null)
  return (
    <header className="case-head">
      <div>
        <h1>
          {before}
          <EndpointName endpoint={subject.endpoint} />
          {after}
        </h1>
        {subject.publicationRequest && (
          <p>{t('casePage.waiting', { actor: subject.publicationRequest.by })}</p>
        )}
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
        {choices.map((kind, index) => (
          <Button
            key={kind}
            {...(choices.length > 1 && index === choices.length - 1 ? { look: 'strong' } : {})}
            onClick={() => ask(kind, subject)}
            {...(KEYS[kind] ? { 'aria-keyshortcuts': KEYS[kind] } : {})}
          >
            {t(`casePage.${kind}`)} {KEYS[kind] && <kbd>{KEYS[kind]}</kbd>}
          </Button>
        ))}
      </div>
    </header>
  )
}

const KEYS: Partial<Record<DecisionKind, string>> = { confirm: 'c', dismiss: 'd' }

/** What can be decided about a case now; the last is the way forward. */
function choicesOf({ status, publicationRequest }: Case): readonly DecisionKind[] {
  if (status === 'confirmed')
    return publicationRequest ? ['decline', 'approve'] : ['reopen', 'publish']
  return CHOICES[status]
}

const CHOICES: Readonly<Record<Exclude<Case['status'], 'confirmed'>, readonly DecisionKind[]>> = {
  proposed: ['review', 'dismiss', 'confirm'],
  'in-review': ['reopen', 'dismiss', 'confirm'],
  published: ['dispute', 'retract'],
  disputed: ['retract', 'uphold', 'release'],
  expired: ['dispute', 'retract'],
  retracted: ['reopen'],
  released: ['reopen'],
  dismissed: ['reopen'],
}

/** "Probable" is said of what is more likely than not, and never more than that by a score. */
function sentenceKey({ status, probability }: Case): MessageKey {
  if (status !== 'proposed') return `casePage.sentence.${status}`
  if (probability >= 0.5) return 'casePage.sentence.proposed.high'
  return probability >= 0.2 ? 'casePage.sentence.proposed.middle' : 'casePage.sentence.proposed.low'
}

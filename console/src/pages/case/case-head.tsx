import type { Case } from '../../../../src/web/schemas/cases.ts'
import { endpointText } from '../../api/endpoint-text.ts'
import { useNow } from '../../api/use-now.ts'
import { choicesOf, hindranceOf } from '../../cases/choices.ts'
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
import { useMay, useMyId } from '../../session/use-reach.ts'

/** The sentence and the buttons. "No" is as easy to say as "yes". */
export function CaseHead({ subject }: { readonly subject: Case }) {
  const { t, format } = useLocale()
  const now = useNow()
  const name = endpointText(subject.endpoint)
  useTabTitle(name)

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
          {subject.kind !== 'unknown' && <span>{t(`kind.${subject.kind}`)}</span>}
          {subject.status !== 'proposed' && decision && (
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
      <Choices subject={subject} />
    </header>
  )
}

const KEYS: Partial<Record<DecisionKind, string>> = { confirm: 'c', dismiss: 'd', approve: 'a' }

/** Buttons for what may be decided; what this person may not is named, with the reason. */
function Choices({ subject }: { readonly subject: Case }) {
  const { t } = useLocale()
  const { ask } = useDecisions()
  const may = useMay()
  const myId = useMyId()
  const choices = choicesOf(subject)
  const isFree = (kind: DecisionKind) => hindranceOf(kind, subject, may, myId) === null
  const free = choices.filter(isFree)
  const key = (kind: DecisionKind) => (free.includes(kind) ? () => ask(kind, subject) : undefined)
  useShortcuts({ c: key('confirm'), d: key('dismiss'), a: key('approve') })
  const hindrances = new Set(choices.map((kind) => hindranceOf(kind, subject, may, myId)))
  hindrances.delete(null)
  return (
    <div className="case-choices">
      <div className="case-buttons">
        {free.map((kind) => (
          <Button
            key={kind}
            {...(choices.length > 1 && kind === choices.at(-1) ? { look: 'strong' } : {})}
            onClick={() => ask(kind, subject)}
            {...(KEYS[kind] ? { 'aria-keyshortcuts': KEYS[kind] } : {})}
          >
            {t(`casePage.${kind}`)} {KEYS[kind] && <kbd>{KEYS[kind]}</kbd>}
          </Button>
        ))}
      </div>
      {[...hindrances].map((hindrance) => (
        <p key={hindrance} className="soft small">
          {t(`hindrance.${hindrance!}`)}
        </p>
      ))}
    </div>
  )
}

/** "Probable" is said of what is more likely than not, and never more than that by a score. */
function sentenceKey({ status, probability }: Case): MessageKey {
  if (status !== 'proposed') return `casePage.sentence.${status}`
  if (probability >= 0.5) return 'casePage.sentence.proposed.high'
  return probability >= 0.2 ? 'casePage.sentence.proposed.middle' : 'casePage.sentence.proposed.low'
}

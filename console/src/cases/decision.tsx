/**
 * Deciding about a case, from any page: a dialog that asks for the reason, the request, and five
 * seconds in which `u` takes it back. Undoing is a `reopened` event of its own; history stays whole.
 */
import {
  createContext,
  type ReactNode,
  use,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { Case } from '../../../src/web/schemas/cases.ts'
import { postJson } from '../api/client.ts'
import { endpointText } from '../api/endpoint-text.ts'
import { ApiError } from '../api/problem.ts'
import { askEverythingNow, forgetAnswers } from '../api/use-polled.ts'
import { useLocale } from '../i18n/locale.tsx'
import { useShortcuts } from '../keyboard/use-shortcuts.ts'
import { readActor } from '../preferences/actor.ts'
import { CollateralFacts } from './collateral-facts.tsx'
import { type Decided, type DecisionKind, UNDONE_BY } from './decided.ts'
import { DecisionDialog } from './decision-dialog.tsx'
import { UndoToast } from './undo-toast.tsx'

const UNDO_MS = 5000

type Decisions = { readonly ask: (kind: DecisionKind, subject: Case) => void }
const DecisionContext = createContext<Decisions | null>(null)

export function useDecisions(): Decisions {
  const decisions = use(DecisionContext)
  if (!decisions) throw new Error('useDecisions outside DecisionProvider')
  return decisions
}

export function DecisionProvider({ children }: { readonly children: ReactNode }) {
  const { t, say } = useLocale()
  const [question, setQuestion] = useState<{ kind: DecisionKind; subject: Case } | null>(null)
  const [decided, setDecided] = useState<Decided | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const isUndoing = useRef(false)

  useEffect(() => {
    if (!decided) return
    const timer = setTimeout(() => setDecided(null), UNDO_MS)
    return () => clearTimeout(timer)
  }, [decided])

  const send = useCallback(
    async (kind: DecisionKind, subject: Case, note: string, actor: string, override = '') => {
      await postJson<Case>(`/cases/${encodeURIComponent(subject.id)}/${kind}`, {
        note,
        actor,
        ...(override === '' ? {} : { override }),
      })
      forgetAnswers()
      askEverythingNow()
      setFailure(null)
    },
    [],
  )

  const undo = async () => {
    const undone = decided && UNDONE_BY[decided.kind]
    if (!undone || isUndoing.current) return
    isUndoing.current = true
    try {
      const actor = readActor()
      await send(undone, decided.subject, t('decision.undoNote'), actor)
      setDecided({ ...decided, kind: undone, at: Date.now() })
    } catch (error) {
      setDecided(null)
      const message = error instanceof ApiError ? say(error.sentence) : String(error)
      setFailure(t('decision.failed', { message }))
    } finally {
      isUndoing.current = false
    }
  }
  useShortcuts({ u: decided && UNDONE_BY[decided.kind] ? () => void undo() : undefined })

  const decisions = useMemo<Decisions>(
    () => ({ ask: (kind, subject) => setQuestion({ kind, subject }) }),
    [],
  )
  return (
    <DecisionContext value={decisions}>
      {children}
      {question && (
        <DecisionDialog
          kind={question.kind}
          endpoint={endpointText(question.subject.endpoint)}
          initialActor={readActor()}
          facts={<CollateralFacts kind={question.kind} subject={question.subject} />}
          onClose={() => setQuestion(null)}
          onSend={async (note, actor, override) => {
            await send(question.kind, question.subject, note, actor, override)
            setDecided({ ...question, at: Date.now() })
            setQuestion(null)
          }}
        />
      )}
      <UndoToast decided={decided} failure={failure} onUndo={() => void undo()} />
    </DecisionContext>
  )
}

/**
 * Deciding about one case or many, from any page: a dialog that asks for the reason, the request, and five
 * seconds in which `u` takes it back. What the service can take back is sent at once; what others would hear
 * of is held until the five seconds are over, or the page is left.
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
import type { CaseSummary } from '../../../src/web/schemas/cases.ts'
import { ApiError } from '../api/problem.ts'
import { askEverythingNow, forgetAnswers } from '../api/use-polled.ts'
import { useLocale } from '../i18n/locale.tsx'
import { useShortcuts } from '../keyboard/use-shortcuts.ts'
import {
  type Decided,
  type DecisionKind,
  isHeld,
  type Question,
  type Statement,
} from './decided.ts'
import { DecisionDialog } from './decision-dialog.tsx'
import { sendDecision, takeBack } from './send-decision.ts'
import { UndoToast } from './undo-toast.tsx'

const UNDO_MS = 5000

type Decisions = {
  readonly ask: (kind: DecisionKind, ...subjects: readonly CaseSummary[]) => void
}
const DecisionContext = createContext<Decisions | null>(null)

export function useDecisions(): Decisions {
  const decisions = use(DecisionContext)
  if (!decisions) throw new Error('useDecisions outside DecisionProvider')
  return decisions
}

export function DecisionProvider({ children }: { readonly children: ReactNode }) {
  const { t, say } = useLocale()
  const [question, setQuestion] = useState<Question | null>(null)
  const [decided, setDecided] = useState<Decided | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [doneCount, setDoneCount] = useState<number | null>(null)
  const waiting = useRef<Decided | null>(null)
  const isUndoing = useRef(false)
  const told = useCallback(
    (error: unknown) =>
      error instanceof ApiError ? `${say(error.sentence)} (${error.code})` : String(error),
    [say],
  )

  /** Throws what the service answers; the dialog shows it. */
  const send = useCallback(async (asked: Question, statement: Statement, isLeaving = false) => {
    try {
      return await sendDecision(asked, statement, setDoneCount, isLeaving)
    } finally {
      setDoneCount(null)
      forgetAnswers()
      askEverythingNow()
    }
  }, [])

  /** Sends what was held back; a refusal brings the dialog back with what was written. */
  const flush = useCallback(
    async (isLeaving = false) => {
      const held = waiting.current
      waiting.current = null
      if (!held) return
      try {
        const sent = await send(held, held.statement, isLeaving)
        setDecided((now) => (now === held ? { ...held, ...sent, doneIds: [], state: 'done' } : now))
        if (sent.refusedCount > 0)
          setFailure(t('decision.someRefused', { count: sent.refusedCount }))
      } catch (error) {
        setDecided(null)
        setQuestion({ ...held, refusal: told(error) })
      }
    },
    [send, t, told],
  )
  useEffect(() => {
    if (!decided) return
    const timer = setTimeout(() => {
      if (decided.state === 'waits') void flush()
      else setDecided(null)
    }, UNDO_MS)
    return () => clearTimeout(timer)
  }, [decided, flush])
  useEffect(() => {
    const leave = () => void flush(true)
    window.addEventListener('pagehide', leave)
    return () => window.removeEventListener('pagehide', leave)
  }, [flush])

  const decide = async (asked: Question, statement: Statement) => {
    await flush()
    setFailure(null)
    const base = { ...asked, statement, at: Date.now() }
    if (isHeld(asked.kind)) {
      const held: Decided = { ...base, state: 'waits', doneIds: [], refusedCount: 0 }
      waiting.current = held
      setDecided(held)
    } else setDecided({ ...base, state: 'done', ...(await send(asked, statement)) })
    setQuestion(null)
  }
  const undo = async () => {
    if (!decided || isUndoing.current) return
    if (decided.state === 'waits') {
      waiting.current = null
      setDecided(null)
      return
    }
    if (decided.doneIds.length === 0) return
    isUndoing.current = true
    try {
      await takeBack(decided.doneIds)
      forgetAnswers()
      askEverythingNow()
      setDecided({ ...decided, state: 'undone', doneIds: [], at: Date.now() })
    } catch (error) {
      setDecided(null)
      setFailure(t('decision.failed', { message: told(error) }))
    } finally {
      isUndoing.current = false
    }
  }
  const canUndo = decided !== null && (decided.state === 'waits' || decided.doneIds.length > 0)
  useShortcuts({ u: canUndo ? () => void undo() : undefined })

  const decisions = useMemo<Decisions>(
    () => ({
      ask: (kind, ...subjects) => {
        if (subjects.length > 0) setQuestion({ kind, subjects })
      },
    }),
    [],
  )
  return (
    <DecisionContext value={decisions}>
      {children}
      {question && (
        <DecisionDialog
          question={question}
          doneCount={doneCount}
          onClose={() => setQuestion(null)}
          onSend={(statement) => decide(question, statement)}
        />
      )}
      <UndoToast
        decided={decided}
        failure={failure}
        onUndo={canUndo ? () => void undo() : null}
        onClose={() => setFailure(null)}
      />
    </DecisionContext>
  )
}

import type { MeasureEntry } from '../../../../src/web/schemas/measures.ts'
import { postJson } from '../../api/client.ts'
import { Failure } from '../../session/failure.tsx'
import { useAttempt } from '../../session/use-attempt.ts'
import { useTexts } from './texts/use-texts.ts'
import { UndoLine } from './undo-line.tsx'

export const UNDO_MS = 5_000
export type RemovedEntry = {
  readonly kind: 'name' | 'override'
  readonly entry: MeasureEntry
  readonly until: string
}

/** What was just removed, and for five seconds the way back: it is added again as it was. */
export function RemovedLine(props: {
  readonly removed: RemovedEntry | null
  readonly onUndone: () => void
  readonly onClose: () => void
}) {
  const { t } = useTexts()
  const { failure, attempt } = useAttempt()
  const { removed } = props
  if (!removed) return null
  const { kind, entry } = removed
  const undo = () =>
    void attempt(async () => {
      const { target, isTree, reason, until } = entry
      const end = until ? { until } : {}
      if (kind === 'name')
        await postJson('/measures/names', { name: target, isTree, reason, until })
      else await postJson('/measures/overrides', { target, reason, ...end })
      props.onUndone()
      props.onClose()
    })
  return (
    <div className="removed-line" role="status">
      <span>{t('entries.removed', { target: entry.target })}</span>
      <UndoLine until={removed.until} label={t('undo.button')} onUndo={undo} />
      <Failure>{failure}</Failure>
    </div>
  )
}

import { useState } from 'react'
import type { LiveMeasures } from '../../../../src/web/schemas/measures-live.ts'
import { postJson } from '../../api/client.ts'
import { Button } from '../../design/button.tsx'
import { StatusMark } from '../../design/status-mark.tsx'
import { TimeText } from '../../design/time-text.tsx'
import { Failure } from '../../session/failure.tsx'
import { useAttempt } from '../../session/use-attempt.ts'
import { useMay } from '../../session/use-reach.ts'
import { ReasonDialog } from './reason-dialog.tsx'
import { useTexts } from './texts/use-texts.ts'
import { UndoLine } from './undo-line.tsx'

/** On, behind, or lifted, in one sentence; and the switch. Lifting needs no second person, blocking again does. */
export function StateSection(props: {
  readonly live: LiveMeasures
  readonly onChange: () => void
}) {
  const { t } = useTexts()
  const may = useMay()
  const { live, onChange } = props
  const [asked, setAsked] = useState<'lift' | 'resume' | null>(null)
  const { failure, attempt } = useAttempt()
  const act = async (path: string, body: object) => {
    await postJson(path, body)
    onChange()
  }
  const behind = live.planes.filter(({ state }) => state === 'behind')
  const isWrong = live.lift !== null || behind.length > 0
  return (
    <section
      className={isWrong ? 'standing is-wrong measures-state' : 'standing measures-state'}
      aria-label={t('state.label')}
    >
      <div role="status">
        <Words live={live} behind={behind.map(({ name }) => name)} />
      </div>
      <div className="measures-switch">
        {live.lift?.undoUntil && (
          <UndoLine
            until={live.lift.undoUntil}
            label={t('state.undoLift')}
            onUndo={() => void attempt(() => act('/measures/lift/undo', {}))}
          />
        )}
        {live.lift === null && may('analyst') && (
          <Button onClick={() => setAsked('lift')}>{t('state.lift')}</Button>
        )}
        {live.lift !== null &&
          (may('approver') ? (
            <Button look="strong" onClick={() => setAsked('resume')}>
              {t('state.resume')}
            </Button>
          ) : (
            <span className="soft small">{t('state.resumeWho')}</span>
          ))}
      </div>
      <Failure>{failure}</Failure>
      {asked && (
        <ReasonDialog
          title={t(`state.${asked}Ask`)}
          text={t(`state.${asked}Text`)}
          action={t(`state.${asked}`)}
          onClose={() => setAsked(null)}
          onAct={(reason) => act(`/measures/${asked}`, { reason })}
        />
      )}
    </section>
  )
}

function Words(props: { readonly live: LiveMeasures; readonly behind: readonly string[] }) {
  const { t, tCount } = useTexts()
  const { live, behind } = props
  const targets = Math.max(0, ...live.planes.map(({ wanted }) => wanted.targets))
  if (live.lift)
    return (
      <>
        <StatusMark icon="warning" tone="warning" text={t('state.lifted')} />
        <p>
          {t('state.liftedBy', { actor: live.lift.by, reason: live.lift.reason })}{' '}
          <TimeText at={live.lift.at} />
        </p>
      </>
    )
  if (behind.length > 0)
    return (
      <>
        <StatusMark
          icon="warning"
          tone="warning"
          text={tCount('state.behind', behind.length, { names: behind.join(', ') })}
        />
        <p>{t('state.behindText')}</p>
      </>
    )
  return (
    <>
      <StatusMark icon="ok" text={t(live.isDryRun ? 'state.dryRun' : 'state.on')} />
      <p>{tCount('state.onText', targets)}</p>
    </>
  )
}

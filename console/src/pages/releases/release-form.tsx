import '../../cases/decision.css'
import { type FormEvent, useState } from 'react'
import type { ReleasePreview } from '../../../../src/web/schemas/measures-live.ts'
import { getJson, postJson } from '../../api/client.ts'
import { Button } from '../../design/button.tsx'
import { FormRow } from '../../design/form-row.tsx'
import { StatusMark } from '../../design/status-mark.tsx'
import { setQuery, useLocation } from '../../router/location.ts'
import { Failure } from '../../session/failure.tsx'
import { useAttempt } from '../../session/use-attempt.ts'
import { ReasonRow } from '../measures/reason-row.tsx'
import { useTexts } from '../measures/texts/use-texts.ts'

const CAUSES = ['operator', 'owner', 'subscriber', 'retraction'] as const
type Cause = (typeof CAUSES)[number]

/** First what a release would lift, then the release: nobody finds out afterwards what else went free. */
export function ReleaseForm(props: {
  readonly onBusy: (isBusy: boolean) => void
  readonly onReleased: () => void
}) {
  const { t } = useTexts()
  const { query } = useLocation()
  const [subject, setSubject] = useState(query.get('subject') ?? '')
  const [cause, setCause] = useState<Cause>('operator')
  const [preview, setPreview] = useState<ReleasePreview | null>(null)
  const { isBusy, failure, attempt } = useAttempt()
  const look = (event: FormEvent) => {
    event.preventDefault()
    setQuery({ subject: subject.trim() }, { replace: true })
    const asked = new URLSearchParams({ subject: subject.trim(), cause })
    void attempt(async () => setPreview(await getJson<ReleasePreview>(`/release-preview?${asked}`)))
  }
  return (
    <section className="release-new">
      <h2>{t('releases.new')}</h2>
      <form className="form-line" onSubmit={look}>
        <FormRow label={t('releases.subject')} hint={t('releases.subjectHint')}>
          {(field) => (
            <input
              {...field}
              required
              maxLength={300}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              value={subject}
              onChange={(event) => {
                setSubject(event.target.value)
                setPreview(null)
              }}
            />
          )}
        </FormRow>
        <FormRow label={t('releases.cause')} hint={t('releases.causeHint')}>
          {(field) => (
            <select
              {...field}
              value={cause}
              onChange={(event) => {
                setCause(event.target.value as Cause)
                setPreview(null)
              }}
            >
              {CAUSES.map((one) => (
                <option key={one} value={one}>
                  {t(`releases.cause.${one}`)}
                </option>
              ))}
            </select>
          )}
        </FormRow>
        <Button type="submit" disabled={isBusy || subject.trim() === ''}>
          {t('releases.look')}
        </Button>
      </form>
      <Failure>{failure}</Failure>
      {preview && (
        <Previewed
          preview={preview}
          cause={cause}
          onBusy={props.onBusy}
          onReleased={() => {
            setPreview(null)
            props.onReleased()
          }}
        />
      )}
    </section>
  )
}

function Previewed(props: {
  readonly preview: ReleasePreview
  readonly cause: Cause
  readonly onBusy: (isBusy: boolean) => void
  readonly onReleased: () => void
}) {
  const { t, tCount } = useTexts()
  const { preview, cause, onBusy, onReleased } = props
  const [reason, setReason] = useState('')
  const { isBusy, failure, attempt } = useAttempt()
  const release = (event: FormEvent) => {
    event.preventDefault()
    onBusy(true)
    void attempt(async () => {
      const { subject } = preview
      await postJson('/releases', { subject, cause, reason: reason.trim() })
      onReleased()
    }).finally(() => onBusy(false))
  }
  return (
    <div className="release-preview" aria-live="polite">
      <h3>{tCount('releases.would', preview.rules.length)}</h3>
      {preview.rules.length === 0 ? (
        <p>
          <StatusMark icon="open" text={t('releases.wouldNone')} />
        </p>
      ) : (
        <ul>
          {preview.rules.map(({ target, step }) => (
            <li key={`${target} ${step}`}>
              <code className="target">{target}</code>{' '}
              <span className="soft">{t(`releases.step.${step}`)}</span>
            </li>
          ))}
        </ul>
      )}
      <form className="wide-form" onSubmit={release}>
        <ReasonRow hint={t('releases.reasonHint')} value={reason} onChange={setReason} />
        <Failure>{failure}</Failure>
        <div>
          <Button look="strong" type="submit" disabled={isBusy || reason.trim() === ''}>
            {t(isBusy ? 'releases.releasing' : 'releases.release')}
          </Button>
        </div>
      </form>
    </div>
  )
}

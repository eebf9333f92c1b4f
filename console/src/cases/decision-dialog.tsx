import './decision.css'
import { type FormEvent, type KeyboardEvent, useRef, useState } from 'react'
import { endpointText } from '../api/endpoint-text.ts'
import { ApiError } from '../api/problem.ts'
import { Button } from '../design/button.tsx'
import { Dialog } from '../design/dialog.tsx'
import { FormRow } from '../design/form-row.tsx'
import { useLocale } from '../i18n/locale.tsx'
import { useSession } from '../session/session.tsx'
import { CollateralFacts } from './collateral-facts.tsx'
import { type DecisionKind, isHeld, type Question, type Statement } from './decided.ts'
import { SUGGESTIONS } from './decision-texts.ts'
import { ENDPOINT_KINDS } from './endpoint-kinds.ts'

const NOTE_LENGTH_MAX = 2000
/** Names of endpoints that are read before deciding about many; the rest is a number. */
const NAMED_COUNT_MAX = 5

export function DecisionDialog(props: {
  readonly question: Question
  /** How many of many the service has taken; null before and after. */
  readonly doneCount: number | null
  readonly onClose: () => void
  /** @throws {ApiError} when the service refuses */
  readonly onSend: (statement: Statement) => Promise<void>
}) {
  const { t, say, format } = useLocale()
  const { kind, subjects, statement, refusal } = props.question
  const form = useRef<HTMLFormElement>(null)
  const noteField = useRef<HTMLTextAreaElement>(null)
  const [note, setNote] = useState(statement?.note ?? '')
  const [override, setOverride] = useState(statement?.override ?? '')
  const [endpointKind, setEndpointKind] = useState<string>(knownKind(subjects[0]?.kind))
  const [isObjected, setIsObjected] = useState(refusal?.includes('COLLATERAL_TOO_GREAT') === true)
  const [isSending, setIsSending] = useState(false)
  const [error, setError] = useState<string | null>(
    refusal ? t('decision.failed', { message: refusal }) : null,
  )
  const [subject] = subjects

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (isSending) return
    if (note.trim() === '') {
      setError(t('decision.noteMissing'))
      noteField.current?.focus()
      return
    }
    setIsSending(true)
    try {
      await props.onSend({
        note: note.trim(),
        ...(override.trim() === '' ? {} : { override: override.trim() }),
        ...(kind === 'confirm' && subjects.length === 1 ? { kind: endpointKind } : {}),
      })
    } catch (cause) {
      const message = cause instanceof ApiError ? `${say(cause.sentence)} (${cause.code})` : ''
      setError(t('decision.failed', { message }))
      if (cause instanceof ApiError && cause.code === 'COLLATERAL_TOO_GREAT') setIsObjected(true)
      setIsSending(false)
    }
  }
  const sendOnKeys = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.current?.requestSubmit()
  }
  const write = (text: string) => {
    setNote(text)
    setError(null)
  }

  return (
    <Dialog
      title={
        subjects.length > 1
          ? t('decision.manyTitle', {
              action: t(`casePage.${kind}`),
              count: format.number(subjects.length),
            })
          : t(`decision.${kind}Title`)
      }
      onClose={props.onClose}
    >
      <Subjects question={props.question} />
      <p className="soft">{t(`decision.${kind}Text`)}</p>
      {subject && subjects.length === 1 && <CollateralFacts kind={kind} subject={subject} />}
      <form
        ref={form}
        className="decision-form"
        noValidate
        onSubmit={(event) => void submit(event)}
        onKeyDown={sendOnKeys}
      >
        <FormRow label={t('decision.note')} hint={t('decision.noteHint')} error={error}>
          {(field) => (
            <textarea
              {...field}
              ref={noteField}
              autoFocus
              required
              rows={3}
              maxLength={NOTE_LENGTH_MAX}
              value={note}
              onChange={(event) => write(event.target.value)}
            />
          )}
        </FormRow>
        <Suggestions
          kind={kind}
          onChoose={(text) => {
            write(text)
            noteField.current?.focus()
          }}
        />
        {kind === 'confirm' && subjects.length === 1 && (
          <FormRow label={t('decision.kind')}>
            {(field) => (
              <select
                {...field}
                value={endpointKind}
                onChange={(event) => setEndpointKind(event.target.value)}
              >
                {ENDPOINT_KINDS.map((one) => (
                  <option key={one} value={one}>
                    {t(`kind.${one}`)}
                  </option>
                ))}
              </select>
            )}
          </FormRow>
        )}
        {isObjected && (
          <FormRow label={t('decision.override')} hint={t('decision.overrideHint')}>
            {(field) => (
              <textarea
                {...field}
                rows={2}
                maxLength={NOTE_LENGTH_MAX}
                value={override}
                onChange={(event) => setOverride(event.target.value)}
              />
            )}
          </FormRow>
        )}
        <SignedAs isHeld={isHeld(kind)} />
        <div className="dialog-buttons">
          <span className="soft small only-wide">
            {t('decision.send', { keys: 'Ctrl + Enter' })}
          </span>
          <Button look="quiet" onClick={props.onClose}>
            {t('decision.cancel')}
          </Button>
          <Button look="strong" type="submit" disabled={isSending}>
            {isSending ? (
              <Sending of={subjects.length} done={props.doneCount} />
            ) : (
              t(`casePage.${kind}`)
            )}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

/** Who confirms says that it is a C2 server, unless they say that it is something else. */
const knownKind = (kind: string | undefined): string =>
  kind === undefined || kind === 'unknown' ? 'controller' : kind

function Subjects({ question: { subjects } }: { readonly question: Question }) {
  const { t, format } = useLocale()
  const restCount = subjects.length - NAMED_COUNT_MAX
  return (
    <p className="code decision-subjects" translate="no">
      {subjects.slice(0, NAMED_COUNT_MAX).map(({ id, endpoint }) => (
        <span key={id}>{endpointText(endpoint)}</span>
      ))}
      {restCount > 0 && <span>{t('decision.andMore', { count: format.number(restCount) })}</span>}
    </p>
  )
}

function Suggestions(props: {
  readonly kind: DecisionKind
  readonly onChoose: (text: string) => void
}) {
  const { t } = useLocale()
  const keys = SUGGESTIONS[props.kind]
  if (!keys) return null
  return (
    <fieldset className="suggestions">
      <legend className="visually-hidden">{t('decision.suggestions')}</legend>
      {keys.map((key) => (
        <Button key={key} isSmall onClick={() => props.onChoose(t(key))}>
          {t(key)}
        </Button>
      ))}
    </fieldset>
  )
}

/** Whose word it will be, and whether others hear of it at once. */
function SignedAs({ isHeld }: { readonly isHeld: boolean }) {
  const { t } = useLocale()
  const person = useSession()?.person
  return (
    <p className="soft small">
      {person && t('decision.signedAs', { name: person.name || person.id, id: person.id })}{' '}
      {isHeld && t('decision.held')}
    </p>
  )
}

function Sending({ of, done }: { readonly of: number; readonly done: number | null }) {
  const { t, format } = useLocale()
  if (of === 1 || done === null) return t('decision.sending')
  return t('decision.sendingOf', { done: format.number(done), count: format.number(of) })
}

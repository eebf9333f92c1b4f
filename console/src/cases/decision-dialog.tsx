import './decision.css'
import { type FormEvent, type KeyboardEvent, type ReactNode, useRef, useState } from 'react'
import { ApiError } from '../api/problem.ts'
import { Button } from '../design/button.tsx'
import { Dialog } from '../design/dialog.tsx'
import { FormRow } from '../design/form-row.tsx'
import { useLocale } from '../i18n/locale.tsx'
import type { MessageKey } from '../i18n/translate.ts'
import { writeActor } from '../preferences/actor.ts'
import type { DecisionKind } from './decided.ts'

const NOTE_LENGTH_MAX = 2000
const ACTOR_LENGTH_MAX = 100

type Texts = {
  readonly title: MessageKey
  readonly text: MessageKey
  readonly button: MessageKey
  readonly suggestions: readonly MessageKey[]
}
const TEXTS: Readonly<Record<DecisionKind, Texts>> = {
  confirm: {
    title: 'decision.confirmTitle',
    text: 'decision.confirmText',
    button: 'casePage.confirm',
    suggestions: ['decision.confirmReason1', 'decision.confirmReason2', 'decision.confirmReason3'],
  },
  dismiss: {
    title: 'decision.dismissTitle',
    text: 'decision.dismissText',
    button: 'casePage.dismiss',
    suggestions: ['decision.dismissReason1', 'decision.dismissReason2', 'decision.dismissReason3'],
  },
  reopen: {
    title: 'decision.reopenTitle',
    text: 'decision.reopenText',
    button: 'casePage.reopen',
    suggestions: [],
  },
  review: {
    title: 'decision.reviewTitle',
    text: 'decision.reviewText',
    button: 'casePage.review',
    suggestions: [],
  },
  publish: {
    title: 'decision.publishTitle',
    text: 'decision.publishText',
    button: 'casePage.publish',
    suggestions: [],
  },
  approve: {
    title: 'decision.approveTitle',
    text: 'decision.approveText',
    button: 'casePage.approve',
    suggestions: [],
  },
  decline: {
    title: 'decision.declineTitle',
    text: 'decision.declineText',
    button: 'casePage.decline',
    suggestions: [],
  },
  dispute: {
    title: 'decision.disputeTitle',
    text: 'decision.disputeText',
    button: 'casePage.dispute',
    suggestions: [],
  },
  uphold: {
    title: 'decision.upholdTitle',
    text: 'decision.upholdText',
    button: 'casePage.uphold',
    suggestions: [],
  },
  release: {
    title: 'decision.releaseTitle',
    text: 'decision.releaseText',
    button: 'casePage.release',
    suggestions: [],
  },
  retract: {
    title: 'decision.retractTitle',
    text: 'decision.retractText',
    button: 'casePage.retract',
    suggestions: [],
  },
}

export function DecisionDialog(props: {
  readonly kind: DecisionKind
  readonly endpoint: string
  /** What a person should see before they decide. */
  readonly facts?: ReactNode
  readonly initialActor: string
  readonly onClose: () => void
  /** @throws {ApiError} when the service refuses */
  readonly onSend: (note: string, actor: string, override: string) => Promise<void>
}) {
  const { t, say } = useLocale()
  const texts = TEXTS[props.kind]
  const form = useRef<HTMLFormElement>(null)
  const noteField = useRef<HTMLTextAreaElement>(null)
  const [note, setNote] = useState('')
  const [actor, setActor] = useState(props.initialActor)
  const [override, setOverride] = useState('')
  const [isObjected, setIsObjected] = useState(false)
  const [isSending, setIsSending] = useState(false)
  const [error, setError] = useState<string | null>(null)

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
      writeActor(actor.trim())
      await props.onSend(note.trim(), actor.trim(), override.trim())
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

  return (
    <Dialog title={t(texts.title)} onClose={props.onClose}>
      <p className="code" translate="no">
        {props.endpoint}
      </p>
      <p className="soft">{t(texts.text)}</p>
      {props.facts}
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
              onChange={(event) => {
                setNote(event.target.value)
                setError(null)
              }}
            />
          )}
        </FormRow>
        {texts.suggestions.length > 0 && (
          <fieldset className="suggestions">
            <legend className="visually-hidden">{t('decision.suggestions')}</legend>
            {texts.suggestions.map((key) => (
              <Button
                key={key}
                isSmall
                onClick={() => {
                  setNote(t(key))
                  setError(null)
                  noteField.current?.focus()
                }}
              >
                {t(key)}
              </Button>
            ))}
          </fieldset>
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
        <FormRow label={t('decision.actor')} hint={t('decision.actorHint')}>
          {(field) => (
            <input
              {...field}
              required
              autoComplete="username"
              maxLength={ACTOR_LENGTH_MAX}
              value={actor}
              onChange={(event) => setActor(event.target.value)}
            />
          )}
        </FormRow>
        <div className="dialog-buttons">
          <span className="soft small only-wide">
            {t('decision.send', { keys: 'Ctrl + Enter' })}
          </span>
          <Button look="quiet" onClick={props.onClose}>
            {t('decision.cancel')}
          </Button>
          <Button look="strong" type="submit" disabled={isSending || actor.trim() === ''}>
            {isSending ? t('decision.sending') : t(texts.button)}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

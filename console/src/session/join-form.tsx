import { useEffect, useState } from 'react'
import type { LinkLookAnswer } from '../../../src/web/schemas/people.ts'
import { postJson } from '../api/client.ts'
import { Button } from '../design/button.tsx'
import { FormRow } from '../design/form-row.tsx'
import { PageTitle } from '../design/page-title.tsx'
import { useLocale } from '../i18n/locale.tsx'
import { Failure } from './failure.tsx'
import { useAttempt } from './use-attempt.ts'

type Props = {
  readonly secret: string
  readonly onDone: () => void
  readonly onGiveUp: () => void
}

/** What a one-time link opens. Used only at a press of the button: mail readers open links by themselves. */
export function JoinForm({ secret, onDone, onGiveUp }: Props) {
  const { t } = useLocale()
  const [look, setLook] = useState<LinkLookAnswer | null>(null)
  const [id, setId] = useState('')
  const [name, setName] = useState('')
  const { isBusy, failure, attempt } = useAttempt()

  // biome-ignore lint/correctness/useExhaustiveDependencies: one look at one link
  useEffect(() => {
    void attempt(async () => setLook(await postJson('/sign-in/link/look', { secret })))
  }, [secret])

  const isFirst = look !== null && look.person === null
  const join = async () => {
    await postJson('/sign-in/link', { secret, ...(isFirst ? { id, name } : {}) })
    onDone()
  }
  return (
    <form
      className="sign-in-form"
      onSubmit={(event) => {
        event.preventDefault()
        void attempt(join)
      }}
    >
      <PageTitle title={t(isFirst ? 'join.first' : 'join.title')} />
      {isFirst && (
        <>
          <p>{t('join.firstText')}</p>
          <FormRow label={t('join.id')} hint={t('join.idHint')}>
            {(field) => (
              <input
                {...field}
                required
                autoComplete="username"
                autoCapitalize="none"
                pattern="[a-z][a-z0-9._\-]{1,39}"
                value={id}
                onChange={(event) => setId(event.target.value)}
              />
            )}
          </FormRow>
          <FormRow label={t('join.name')}>
            {(field) => (
              <input
                {...field}
                autoComplete="name"
                maxLength={100}
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </FormRow>
        </>
      )}
      {look?.person && <p>{t('join.text', { name: look.person.name, id: look.person.id })}</p>}
      <div className="sign-in-ways">
        {look && (
          <Button type="submit" look="strong" disabled={isBusy}>
            {t('join.do')}
          </Button>
        )}
        <Button onClick={onGiveUp}>{t('join.giveUp')}</Button>
      </div>
      <Failure>{failure}</Failure>
    </form>
  )
}

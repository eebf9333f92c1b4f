import './sign-in.css'
import { useState } from 'react'
import type { SessionState } from '../../../src/web/schemas/people.ts'
import { postJson } from '../api/client.ts'
import { Button } from '../design/button.tsx'
import { Logo } from '../design/logo.tsx'
import { PageTitle } from '../design/page-title.tsx'
import { chooseLanguage, useLocale } from '../i18n/locale.tsx'
import { Failure } from './failure.tsx'
import { JoinForm } from './join-form.tsx'
import { signInByPasskey } from './passkey.ts'
import { useAttempt } from './use-attempt.ts'

type Props = { readonly session: SessionState; readonly onDone: () => void }

/** Passkey first, the provider beside it, and how to get in without either. */
export function SignInPage({ session, onDone }: Props) {
  const { t, language } = useLocale()
  const [secret] = useState(readLink)
  const other = language === 'en' ? 'ja' : 'en'
  return (
    <main className="sign-in">
      <p className="brand">
        <Logo isRising={false} />
        {t('app.name')}
      </p>
      {secret === null ? (
        <Ways session={session} onDone={onDone} />
      ) : (
        <JoinForm
          secret={secret}
          onDone={() => location.replace('/account')}
          onGiveUp={() => location.replace('/')}
        />
      )}
      <Button look="quiet" isSmall lang={other} onClick={() => chooseLanguage(other)}>
        {t('nav.language')}
      </Button>
    </main>
  )
}

function Ways({ session, onDone }: Props) {
  const { t } = useLocale()
  const { isBusy, failure, attempt } = useAttempt()
  const refused = new URLSearchParams(location.search).get('refused')
  const leave = async () => {
    const { url } = await postJson<{ url: string }>('/sign-in/openid', {})
    location.assign(url)
  }
  return (
    <>
      <PageTitle title={t('signIn.title')} />
      <p>{t('signIn.text')}</p>
      <div className="sign-in-ways">
        <Button
          look="strong"
          disabled={isBusy}
          onClick={() => void attempt(async () => signInByPasskey().then(onDone))}
        >
          {t('signIn.passkey')}
        </Button>
        {session.openId && (
          <Button disabled={isBusy} onClick={() => void attempt(leave)}>
            {t('signIn.openId', { name: session.openId })}
          </Button>
        )}
      </div>
      <Failure>{failure ?? (refused && t('signIn.refused', { code: refused }))}</Failure>
      <p className="soft small">
        {t(session.house === 'association' ? 'signIn.helpAssociation' : 'signIn.help')}
      </p>
    </>
  )
}

/** After `#`, so that it is in no log on the way. */
function readLink(): string | null {
  return location.pathname === '/join' && location.hash.length > 1 ? location.hash.slice(1) : null
}

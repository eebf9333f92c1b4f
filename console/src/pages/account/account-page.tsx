import '../people/people.css'
import '../../cases/decision.css'
import type { Account } from '../../../../src/web/schemas/people.ts'
import { postJson } from '../../api/client.ts'
import { usePolled } from '../../api/use-polled.ts'
import { Button } from '../../design/button.tsx'
import { PageTitle } from '../../design/page-title.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../design/states.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { Failure } from '../../session/failure.tsx'
import { addPasskey } from '../../session/passkey.ts'
import { useAttempt } from '../../session/use-attempt.ts'
import { PasskeyTable, SessionTable } from './account-tables.tsx'
import { TokenSection } from './token-section.tsx'

const INTERVAL_MS = 30_000

/** My passkeys, where I am signed in, and what my programs come in with. */
export function AccountPage() {
  const { t } = useLocale()
  const account = usePolled<Account>('/account', INTERVAL_MS)
  return (
    <>
      <PageTitle title={t('account.title')} />
      {account.value ? (
        <AccountDetail account={account.value} onChange={account.reload} />
      ) : account.error ? (
        <ErrorState error={account.error} onRetry={account.reload} />
      ) : (
        <LoadingState />
      )}
    </>
  )
}

function AccountDetail(props: { readonly account: Account; readonly onChange: () => void }) {
  const { t } = useLocale()
  const { isBusy, failure, attempt } = useAttempt()
  const { person, passkeys, sessions } = props.account
  const act = (path: string, body: unknown = {}) =>
    void attempt(async () => {
      await postJson(path, body)
      props.onChange()
    })
  const leave = (path: string) =>
    void attempt(async () => {
      await postJson(path, {})
      location.assign('/')
    })
  return (
    <>
      <p>
        {person.name} <code>{person.id}</code>{' '}
        {person.roles.map((role) => t(`role.${role}`)).join(t('people.separator'))}
      </p>
      <Failure>{failure}</Failure>
      <section className="person-section">
        <h2>{t('account.passkeys')}</h2>
        {passkeys.length === 0 ? (
          <EmptyState title={t('account.noPasskeys')}>
            <p>{t('account.noPasskeysText')}</p>
          </EmptyState>
        ) : (
          <PasskeyTable
            rows={passkeys}
            onRemove={(id) => act('/account/passkeys/remove', { id })}
          />
        )}
        <Button
          look="strong"
          disabled={isBusy}
          onClick={() => void attempt(async () => addPasskey().then(props.onChange))}
        >
          {t('account.addPasskey')}
        </Button>
      </section>
      <section className="person-section">
        <h2>{t('account.sessions')}</h2>
        <SessionTable rows={sessions} onEnd={(id) => act('/account/sessions/end', { id })} />
        <Button disabled={isBusy} onClick={() => leave('/sign-out')}>
          {t('account.signOut')}
        </Button>{' '}
        <Button disabled={isBusy} onClick={() => leave('/sign-out-everywhere')}>
          {t('account.signOutEverywhere')}
        </Button>
      </section>
      <TokenSection
        account={props.account}
        onMade={props.onChange}
        onRevoke={(id) => act('/account/tokens/revoke', { id })}
      />
    </>
  )
}

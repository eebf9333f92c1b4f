import type { Account } from '../../../../src/web/schemas/people.ts'
import { postJson } from '../../api/client.ts'
import { usePolled } from '../../api/use-polled.ts'
import { Button } from '../../design/button.tsx'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { PageTitle } from '../../design/page-title.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../design/states.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { Failure } from '../../session/failure.tsx'
import { addPasskey } from '../../session/passkey.ts'
import { useAttempt } from '../../session/use-attempt.ts'

const INTERVAL_MS = 30_000
type Passkey = Account['passkeys'][number]
type Session = Account['sessions'][number]

/** My passkeys and where I am signed in. */
export function AccountPage() {
  const { t } = useLocale()
  const account = usePolled<Account>('/account', INTERVAL_MS)
  const { isBusy, failure, attempt } = useAttempt()
  const act = (path: string, body: unknown = {}) =>
    void attempt(async () => {
      await postJson(path, body)
      account.reload()
    })
  const leave = (path: string) =>
    void attempt(async () => {
      await postJson(path, {})
      location.assign('/')
    })
  if (!account.value)
    return account.error ? (
      <ErrorState error={account.error} onRetry={account.reload} />
    ) : (
      <LoadingState />
    )
  const { person, passkeys, sessions } = account.value
  return (
    <>
      <PageTitle title={t('account.title')} />
      <p>
        {person.name} <code>{person.id}</code> {person.roles.join(', ')}
      </p>
      <Failure>{failure}</Failure>
      <section>
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
          onClick={() => void attempt(async () => addPasskey().then(account.reload))}
        >
          {t('account.addPasskey')}
        </Button>
      </section>
      <section>
        <h2>{t('account.sessions')}</h2>
        <SessionTable rows={sessions} onEnd={(id) => act('/account/sessions/end', { id })} />
        <Button disabled={isBusy} onClick={() => leave('/sign-out')}>
          {t('account.signOut')}
        </Button>{' '}
        <Button disabled={isBusy} onClick={() => leave('/sign-out-everywhere')}>
          {t('account.signOutEverywhere')}
        </Button>
      </section>
    </>
  )
}

function PasskeyTable(props: {
  readonly rows: readonly Passkey[]
  readonly onRemove: (id: string) => void
}) {
  const { t } = useLocale()
  const columns: readonly Column<Passkey>[] = [
    { key: 'label', header: t('account.device'), cell: (row) => row.label || row.id.slice(0, 8) },
    { key: 'made', header: t('account.made'), cell: (row) => row.createdAt.slice(0, 10) },
    {
      key: 'remove',
      header: t('account.remove'),
      cell: (row) => (
        <Button isSmall onClick={() => props.onRemove(row.id)}>
          {t('account.remove')}
        </Button>
      ),
    },
  ]
  return (
    <DataTable
      caption={t('account.passkeys')}
      rows={props.rows}
      rowKey={(row) => row.id}
      columns={columns}
    />
  )
}

function SessionTable(props: {
  readonly rows: readonly Session[]
  readonly onEnd: (id: string) => void
}) {
  const { t } = useLocale()
  const columns: readonly Column<Session>[] = [
    { key: 'means', header: t('account.means'), cell: (row) => row.means },
    { key: 'since', header: t('account.since'), cell: (row) => row.createdAt.slice(0, 16) },
    {
      key: 'end',
      header: t('account.end'),
      cell: (row) =>
        row.isThis ? (
          t('account.here')
        ) : (
          <Button isSmall onClick={() => props.onEnd(row.id)}>
            {t('account.end')}
          </Button>
        ),
    },
  ]
  return (
    <DataTable
      caption={t('account.sessions')}
      rows={props.rows}
      rowKey={(row) => row.id}
      columns={columns}
    />
  )
}

import './people.css'
import { useState } from 'react'
import type { Account, LinkAnswer, Role } from '../../../../src/web/schemas/people.ts'
import { postJson } from '../../api/client.ts'
import { isMissing } from '../../api/problem.ts'
import { usePolled } from '../../api/use-polled.ts'
import { Button } from '../../design/button.tsx'
import { Icon } from '../../design/icon.tsx'
import { PageTitle } from '../../design/page-title.tsx'
import { ErrorState, LoadingState } from '../../design/states.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { Link } from '../../router/link.tsx'
import { Failure } from '../../session/failure.tsx'
import { useAttempt } from '../../session/use-attempt.ts'
import { useMyId } from '../../session/use-reach.ts'
import { PasskeyTable, SessionTable, TokenTable } from '../account/account-tables.tsx'
import { LinkNote } from './link-note.tsx'
import { RemoveDialog } from './remove-dialog.tsx'
import { RoleChoice } from './role-choice.tsx'

const INTERVAL_MS = 30_000

/** One person, as an administrator sees them: roles, ways in, and the end of each. */
export function PersonPage({ id }: { readonly id: string }) {
  const { t } = useLocale()
  const path = `/people/${encodeURIComponent(id)}`
  const { value, error, reload } = usePolled<Account>(path, INTERVAL_MS)
  return (
    <>
      <Link className="case-back" href="/people">
        <Icon name="back" />
        {t('people.title')}
      </Link>
      <PageTitle title={value?.person.name || id} />
      {value ? (
        <PersonDetail account={value} path={path} onChange={reload} />
      ) : error ? (
        <ErrorState error={error} {...(isMissing(error) ? {} : { onRetry: reload })} />
      ) : (
        <LoadingState lines={6} />
      )}
    </>
  )
}

function PersonDetail(props: {
  readonly account: Account
  readonly path: string
  readonly onChange: () => void
}) {
  const { t } = useLocale()
  const { account, path, onChange } = props
  const myId = useMyId()
  const [link, setLink] = useState<LinkAnswer | null>(null)
  const [isRemoving, setIsRemoving] = useState(false)
  const { isBusy, failure, attempt } = useAttempt()
  const post = (verb: string, body: unknown = {}) =>
    void attempt(async () => {
      await postJson(`${path}/${verb}`, body)
      onChange()
    })
  const makeLink = () =>
    void attempt(async () => setLink(await postJson<LinkAnswer>(`${path}/link`, {})))
  return (
    <>
      <p>
        <code>{account.person.id}</code> {account.person.id === myId && t('people.you')}
      </p>
      <Failure>{failure}</Failure>
      {link && <LinkNote link={link} onClose={() => setLink(null)} />}
      <Roles account={account} isBusy={isBusy} onSave={(roles) => post('roles', { roles })} />
      <section className="person-section">
        <h2>{t('account.passkeys')}</h2>
        <PasskeyTable rows={account.passkeys} />
        <Button disabled={isBusy} onClick={makeLink}>
          {t('people.makeLink')}
        </Button>
      </section>
      <section className="person-section">
        <h2>{t('account.sessions')}</h2>
        <SessionTable rows={account.sessions} />
        <Button disabled={isBusy || account.sessions.length === 0} onClick={() => post('sign-out')}>
          {t('people.signOut')}
        </Button>
      </section>
      <section className="person-section">
        <h2>{t('tokens.title')}</h2>
        <TokenTable
          rows={account.tokens}
          onRevoke={(token) => post('tokens/revoke', { id: token })}
        />
      </section>
      <section className="person-section">
        <h2>{t('people.removeTitle')}</h2>
        <p className="soft page-lead">{t('people.removeText')}</p>
        <Button disabled={isBusy || account.person.id === myId} onClick={() => setIsRemoving(true)}>
          {t('people.remove')}
        </Button>
      </section>
      {isRemoving && (
        <RemoveDialog
          name={account.person.name || account.person.id}
          onClose={() => setIsRemoving(false)}
          onRemove={() => {
            setIsRemoving(false)
            post('remove')
          }}
        />
      )}
    </>
  )
}

function Roles(props: {
  readonly account: Account
  readonly isBusy: boolean
  readonly onSave: (roles: readonly Role[]) => void
}) {
  const { t } = useLocale()
  const given = props.account.person.roles
  const [roles, setRoles] = useState<readonly Role[]>(given)
  const isChanged = roles.length !== given.length || roles.some((role) => !given.includes(role))
  return (
    <section className="person-section">
      <form
        className="roles-form"
        onSubmit={(event) => {
          event.preventDefault()
          props.onSave(roles)
        }}
      >
        <RoleChoice legend={t('people.roles')} roles={roles} onChange={setRoles} />
        <Button type="submit" look="strong" disabled={props.isBusy || !isChanged}>
          {t('people.saveRoles')}
        </Button>
      </form>
    </section>
  )
}

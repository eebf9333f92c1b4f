import { type FormEvent, useState } from 'react'
import type { LinkAnswer, Role } from '../../../../src/web/schemas/people.ts'
import { postJson } from '../../api/client.ts'
import { Dialog } from '../../design/dialog.tsx'
import { FormRow } from '../../design/form-row.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { FormFoot } from '../../session/form-foot.tsx'
import { useAttempt } from '../../session/use-attempt.ts'
import { RoleChoice } from './role-choice.tsx'

export function InviteDialog(props: {
  readonly onClose: () => void
  readonly onInvited: (link: LinkAnswer) => void
}) {
  const { t } = useLocale()
  const [id, setId] = useState('')
  const [name, setName] = useState('')
  const [roles, setRoles] = useState<readonly Role[]>(['viewer'])
  const { isBusy, failure, attempt } = useAttempt()
  const invite = (event: FormEvent) => {
    event.preventDefault()
    void attempt(async () =>
      props.onInvited(await postJson<LinkAnswer>('/people', { id, name, roles })),
    )
  }
  return (
    <Dialog title={t('people.invite')} onClose={props.onClose}>
      <p className="soft">{t('people.inviteText')}</p>
      <form className="decision-form" onSubmit={invite}>
        <FormRow label={t('people.id')} hint={t('join.idHint')}>
          {(field) => (
            <input
              {...field}
              required
              autoCapitalize="none"
              autoComplete="off"
              pattern="[a-z][a-z0-9._\-]{1,39}"
              value={id}
              onChange={(event) => setId(event.target.value)}
            />
          )}
        </FormRow>
        <FormRow label={t('people.name')}>
          {(field) => (
            <input
              {...field}
              autoComplete="off"
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </FormRow>
        <RoleChoice legend={t('people.roles')} roles={roles} onChange={setRoles} />
        <FormFoot
          failure={failure}
          action={t('people.inviteDo')}
          isDisabled={isBusy}
          onClose={props.onClose}
        />
      </form>
    </Dialog>
  )
}

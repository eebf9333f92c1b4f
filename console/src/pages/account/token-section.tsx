import { type FormEvent, useState } from 'react'
import type { Account, Role, TokenAnswer } from '../../../../src/web/schemas/people.ts'
import { postJson } from '../../api/client.ts'
import { Button } from '../../design/button.tsx'
import { CopyButton } from '../../design/copy-button.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { FormRow } from '../../design/form-row.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { FormFoot } from '../../session/form-foot.tsx'
import { useSession } from '../../session/session.tsx'
import { useAttempt } from '../../session/use-attempt.ts'
import { RoleChoice } from '../people/role-choice.tsx'
import { TokenTable } from './account-tables.tsx'

const DAYS_MAX = 366
const DAYS_DEFAULT = 90

/** Tokens for programs: each may no more than its person, and ends by itself. */
export function TokenSection(props: {
  readonly account: Account
  readonly onRevoke: (id: string) => void
  readonly onMade: () => void
}) {
  const { t } = useLocale()
  const [isMaking, setIsMaking] = useState(false)
  const [made, setMade] = useState<TokenAnswer | null>(null)
  return (
    <section className="person-section">
      <h2>{t('tokens.title')}</h2>
      <p className="soft page-lead">{t('tokens.text')}</p>
      {made && (
        <div className="once" role="status">
          <strong>{t('tokens.once')}</strong>
          <code translate="no">{made.secret}</code>
          <div className="once-buttons">
            <CopyButton text={made.secret} label={t('settings.copy')} done={t('settings.copied')} />
            <Button look="quiet" isSmall onClick={() => setMade(null)}>
              {t('people.linkDone')}
            </Button>
          </div>
        </div>
      )}
      <TokenTable rows={props.account.tokens} onRevoke={props.onRevoke} />
      <Button onClick={() => setIsMaking(true)}>{t('tokens.make')}</Button>
      {isMaking && (
        <MakeDialog
          onClose={() => setIsMaking(false)}
          onMade={(answer) => {
            setIsMaking(false)
            setMade(answer)
            props.onMade()
          }}
        />
      )}
    </section>
  )
}

function MakeDialog(props: {
  readonly onClose: () => void
  readonly onMade: (answer: TokenAnswer) => void
}) {
  const { t } = useLocale()
  const own = useSession()?.reach ?? []
  const [label, setLabel] = useState('')
  const [days, setDays] = useState(DAYS_DEFAULT)
  const [roles, setRoles] = useState<readonly Role[]>(['viewer'])
  const { isBusy, failure, attempt } = useAttempt()
  const make = (event: FormEvent) => {
    event.preventDefault()
    void attempt(async () =>
      props.onMade(await postJson<TokenAnswer>('/account/tokens', { label, roles, days })),
    )
  }
  return (
    <Dialog title={t('tokens.make')} onClose={props.onClose}>
      <form className="decision-form" onSubmit={make}>
        <FormRow label={t('tokens.label')} hint={t('tokens.labelHint')}>
          {(field) => (
            <input
              {...field}
              required
              maxLength={100}
              value={label}
              onChange={(event) => setLabel(event.target.value)}
            />
          )}
        </FormRow>
        <FormRow label={t('tokens.days')}>
          {(field) => (
            <input
              {...field}
              type="number"
              min={1}
              max={DAYS_MAX}
              value={days}
              onChange={(event) => setDays(Number(event.target.value))}
            />
          )}
        </FormRow>
        <RoleChoice legend={t('tokens.roles')} roles={roles} offered={own} onChange={setRoles} />
        <FormFoot
          failure={failure}
          action={t('tokens.make')}
          isDisabled={isBusy || roles.length === 0}
          onClose={props.onClose}
        />
      </form>
    </Dialog>
  )
}

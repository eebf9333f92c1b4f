import { useState } from 'react'
import type {
  MemberDetail,
  MemberInvitation,
} from '../../../../../src/web/schemas/association/members.ts'
import { postJson } from '../../../api/client.ts'
import { Button } from '../../../design/button.tsx'
import { Failure } from '../../../session/failure.tsx'
import { useAttempt } from '../../../session/use-attempt.ts'
import { useMay } from '../../../session/use-reach.ts'
import { ConfirmDialog } from '../confirm-dialog.tsx'
import { TextDialog } from '../text-dialog.tsx'
import { useTexts } from '../texts/use-texts.ts'
import { InvitationNote } from './invitation-note.tsx'
import { MemberDialog } from './member-dialog.tsx'

const REASON_LENGTH_MAX = 200
type Asking = 'change' | 'invite' | 'suspend' | 'resume' | null

/** What an officer does about a member. */
export function MemberActs(props: {
  readonly detail: MemberDetail
  readonly path: string
  readonly onChange: () => void
}) {
  const { t } = useTexts()
  const may = useMay()
  const { member } = props.detail
  const [asking, setAsking] = useState<Asking>(null)
  const [invitation, setInvitation] = useState<MemberInvitation | null>(null)
  const { isBusy, failure, attempt } = useAttempt()
  const post = (verb: string, body: unknown = {}) =>
    void attempt(async () => {
      const answer = await postJson<MemberInvitation>(`${props.path}/${verb}`, body)
      if (verb === 'invite') setInvitation(answer)
      setAsking(null)
      props.onChange()
    })
  if (!may('officer')) return <p className="soft small page-lead">{t('member.notYours')}</p>
  const isSuspended = member.condition === 'suspended'
  const isActive = !isSuspended && member.condition !== 'invited'
  const close = () => setAsking(null)
  return (
    <>
      <p className="page-tools page-lead">
        <Button onClick={() => setAsking('change')}>{t('member.changeDo')}</Button>
        <Button onClick={() => setAsking('invite')}>{t('member.invite')}</Button>
        <Button
          disabled={isBusy}
          onClick={() =>
            void attempt(async () => {
              await postJson('/ledger/chase', { memberId: member.id })
              props.onChange()
            })
          }
        >
          {t('ledger.chase')}
        </Button>
        {isActive && <Button onClick={() => setAsking('suspend')}>{t('member.suspend')}</Button>}
        {isSuspended && (
          <Button look="strong" onClick={() => setAsking('resume')}>
            {t('member.resume')}
          </Button>
        )}
      </p>
      {asking === null && <Failure>{failure}</Failure>}
      {invitation && <InvitationNote invitation={invitation} onClose={() => setInvitation(null)} />}
      {asking === 'change' && (
        <MemberDialog
          member={member}
          onClose={close}
          onDone={() => {
            close()
            props.onChange()
          }}
        />
      )}
      {asking === 'invite' && (
        <ConfirmDialog
          title={t('member.inviteAsk', { name: member.name })}
          text={t('member.inviteText')}
          action={t('member.invite')}
          isBusy={isBusy}
          failure={failure}
          onClose={close}
          onAct={() => post('invite')}
        />
      )}
      {(asking === 'suspend' || asking === 'resume') && (
        <TextDialog
          title={t(`member.${asking}Ask`, { name: member.name })}
          text={t(`member.${asking}Text`)}
          label={t('reason')}
          hint={t('reasonHint')}
          lengthMax={REASON_LENGTH_MAX}
          action={t(`member.${asking}`)}
          isBusy={isBusy}
          failure={failure}
          onClose={close}
          onAct={(reason) => post(asking, { reason })}
        />
      )}
    </>
  )
}

import type { MemberInvitation } from '../../../../../src/web/schemas/association/members.ts'
import { OnceNote } from '../once-note.tsx'
import { useTexts } from '../texts/use-texts.ts'

/** The only time that the secret of an invitation is seen. */
export function InvitationNote(props: {
  readonly invitation: MemberInvitation
  readonly onClose: () => void
}) {
  const { t, format } = useTexts()
  return (
    <OnceNote
      title={t('invitation.title')}
      text={t('invitation.text', { time: format.instant(props.invitation.expiresAt) })}
      secret={props.invitation.secret}
      onClose={props.onClose}
    />
  )
}

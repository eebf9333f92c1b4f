import type { MemberRow } from '../../../../../src/web/schemas/association/members.ts'
import { useTexts } from '../texts/use-texts.ts'

/** Up to which change a member acts, of what it was given. */
export function PositionMark({
  position,
}: {
  readonly position: NonNullable<MemberRow['position']>
}) {
  const { t, format } = useTexts()
  const { enforces, given } = position
  return enforces === given ? (
    t('members.enforcesAll', { given: format.number(given) })
  ) : (
    <strong>
      {t('members.enforcesOf', {
        enforces: format.number(enforces),
        given: format.number(given),
      })}
    </strong>
  )
}

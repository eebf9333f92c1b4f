import type { MemberCondition } from '../../../../../src/web/schemas/association/members.ts'
import type { IconName } from '../../../design/icon.tsx'
import { StatusMark } from '../../../design/status-mark.tsx'
import { useTexts } from '../texts/use-texts.ts'

const MARKS: Readonly<
  Record<MemberCondition, { icon: IconName; tone: 'plain' | 'soft' | 'warning' }>
> = {
  current: { icon: 'ok', tone: 'plain' },
  behind: { icon: 'down', tone: 'plain' },
  silent: { icon: 'warning', tone: 'warning' },
  never: { icon: 'open', tone: 'soft' },
  speaking: { icon: 'share', tone: 'soft' },
  invited: { icon: 'person', tone: 'soft' },
  suspended: { icon: 'dismissed', tone: 'plain' },
  ended: { icon: 'silent', tone: 'soft' },
}

/** How a member is. */
export function ConditionMark({ condition }: { readonly condition: MemberCondition }) {
  const { t } = useTexts()
  return <StatusMark {...MARKS[condition]} text={t(`condition.${condition}`)} />
}

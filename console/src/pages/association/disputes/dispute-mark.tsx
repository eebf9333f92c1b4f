import type { DisputeStatus } from '../../../../../src/web/schemas/association/disputes.ts'
import type { IconName } from '../../../design/icon.tsx'
import { StatusMark } from '../../../design/status-mark.tsx'
import { useTexts } from '../texts/use-texts.ts'

const MARKS: Readonly<Record<DisputeStatus, { icon: IconName; tone: 'plain' | 'soft' }>> = {
  filed: { icon: 'open', tone: 'plain' },
  'first-review': { icon: 'watch', tone: 'plain' },
  'second-review': { icon: 'person', tone: 'plain' },
  released: { icon: 'ok', tone: 'soft' },
  rejected: { icon: 'dismissed', tone: 'soft' },
  withdrawn: { icon: 'silent', tone: 'soft' },
}

export function DisputeMark({ status }: { readonly status: DisputeStatus }) {
  const { t } = useTexts()
  return <StatusMark {...MARKS[status]} text={t(`dispute.status.${status}`)} />
}

import type { WarningStatus } from '../../../../src/web/schemas/association/warnings.ts'
import type { IconName } from '../../design/icon.tsx'
import { StatusMark } from '../../design/status-mark.tsx'
import { useTexts } from './texts/use-texts.ts'

const MARKS: Readonly<
  Record<WarningStatus, { icon: IconName; tone: 'plain' | 'soft' | 'warning' }>
> = {
  active: { icon: 'share', tone: 'plain' },
  disputed: { icon: 'flag', tone: 'warning' },
  expired: { icon: 'silent', tone: 'soft' },
  retracted: { icon: 'undo', tone: 'soft' },
  released: { icon: 'ok', tone: 'soft' },
}

/** How the hub says that a warning stands. */
export function WarningMark({ status }: { readonly status: WarningStatus }) {
  const { t } = useTexts()
  return <StatusMark {...MARKS[status]} text={t(`status.${status}`)} />
}

import type { MemberRow } from '../../../../../src/web/schemas/association/members.ts'
import { useTexts } from '../texts/use-texts.ts'

const WIDTH = 120
/** A member that is a hundred changes behind is as late as it can look. */
const BEHIND_SHOWN_MAX = 100

/** Up to which change a member acts, of what it was given, of what there is. */
export function PositionMark(props: {
  readonly position: NonNullable<MemberRow['position']>
  readonly version: number
}) {
  const { t, format } = useTexts()
  const { position, version } = props
  const from = Math.max(0, version - BEHIND_SHOWN_MAX)
  const at = (value: number) =>
    version === from ? WIDTH : (WIDTH * Math.max(0, value - from)) / (version - from)
  const text = t('members.enforcesOf', {
    enforces: format.number(position.enforces),
    given: format.number(position.given),
  })
  return (
    <span className="position-bar" title={text}>
      <span>{text}</span>
      <svg viewBox={`0 0 ${WIDTH} 6`} preserveAspectRatio="none" aria-hidden="true">
        <rect className="track" width={WIDTH} height="6" rx="1" />
        <rect className="given" width={at(position.given)} height="6" rx="1" />
        <rect className="enforced" width={at(position.enforces)} height="6" rx="1" />
      </svg>
    </span>
  )
}

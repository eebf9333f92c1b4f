import './status-mark.css'
import type { CaseStatus } from '../../../src/web/schemas/cases.ts'
import type { Band } from '../../../src/web/schemas/shared.ts'
import { useLocale } from '../i18n/locale.tsx'
import { Icon, type IconName } from './icon.tsx'

type Tone = 'plain' | 'soft' | 'warning'

/** An icon and a word: a state is never told by colour alone. */
export function StatusMark(props: {
  readonly icon: IconName
  readonly text: string
  readonly tone?: Tone
}) {
  return (
    <span className={`mark mark-${props.tone ?? 'plain'}`}>
      <Icon name={props.icon} />
      {props.text}
    </span>
  )
}

const CASE_MARKS: Readonly<Record<CaseStatus, { icon: IconName; tone: Tone }>> = {
  proposed: { icon: 'open', tone: 'plain' },
  'in-review': { icon: 'watch', tone: 'plain' },
  confirmed: { icon: 'flag', tone: 'warning' },
  published: { icon: 'share', tone: 'warning' },
  disputed: { icon: 'warning', tone: 'warning' },
  expired: { icon: 'silent', tone: 'soft' },
  retracted: { icon: 'undo', tone: 'soft' },
  released: { icon: 'ok', tone: 'soft' },
  dismissed: { icon: 'dismissed', tone: 'soft' },
}

export function CaseMark({ status }: { readonly status: CaseStatus }) {
  const { t } = useLocale()
  return <StatusMark {...CASE_MARKS[status]} text={t(`status.${status}`)} />
}

const BAND_MARKS: Readonly<Record<Band, { icon: IconName; tone: Tone }>> = {
  watch: { icon: 'watch', tone: 'soft' },
  suspected: { icon: 'suspected', tone: 'plain' },
  'share-candidate': { icon: 'share', tone: 'plain' },
}

export function BandMark({ band }: { readonly band: Band }) {
  const { t } = useLocale()
  return <StatusMark {...BAND_MARKS[band]} text={t(`band.${band}`)} />
}

export function Probability({ value }: { readonly value: number }) {
  const { format } = useLocale()
  return (
    <span className="probability">
      {format.probability(value)}
      <svg viewBox="0 0 48 6" aria-hidden="true">
        <rect className="track" width="48" height="6" rx="1" />
        <rect className="fill" width={48 * value} height="6" rx="1" />
      </svg>
    </span>
  )
}

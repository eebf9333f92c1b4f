import type { NoticeChange } from '../../../../src/web/schemas/notice.ts'
import { useLocale } from '../../i18n/locale.tsx'

/** Sentence by sentence: what it said, what it says. Marked by a word and not by colour alone. */
export function NoticeChanges(props: {
  readonly changes: readonly NoticeChange[]
  readonly isFirst?: boolean
  readonly title?: string
}) {
  const { t, say } = useLocale()
  const { changes } = props
  if (changes.length === 0) return null
  return (
    <section className="case-section">
      <h2>{props.title ?? t(props.isFirst ? 'notices.firstChanges' : 'notices.changes')}</h2>
      <ul className="notice-diff">
        {changes.map((change) => (
          <li key={`${change.section} ${change.before?.en} ${change.after?.en}`}>
            <span className="soft small">{say(change.heading)}</span>
            {change.before && (
              <p className="diff-before">
                <span className="diff-mark">{t('notices.before')}</span>
                <del>{say(change.before)}</del>
              </p>
            )}
            {change.after && (
              <p className="diff-after">
                <span className="diff-mark">{t('notices.after')}</span>
                <ins>{say(change.after)}</ins>
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

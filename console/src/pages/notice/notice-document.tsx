import type { NoticeDocument } from '../../../../src/web/schemas/notice.ts'
import { useLocale } from '../../i18n/locale.tsx'

/** What is collected and why, as a page to be read. */
export function NoticeText(props: { readonly document: NoticeDocument; readonly level: 2 | 3 }) {
  const { say } = useLocale()
  const Heading = props.level === 2 ? 'h2' : 'h3'
  return (
    <div className="notice-text">
      {props.document.sections.map((section) => (
        <section key={section.id} id={`notice-${section.id}`}>
          <Heading>{say(section.heading)}</Heading>
          {say(section.text)
            .split('\n')
            .filter(Boolean)
            .map((paragraph) => (
              <p key={paragraph}>{paragraph}</p>
            ))}
          {section.items.length > 0 && (
            <ul>
              {section.items.map((item) => (
                <li key={item.en}>{say(item)}</li>
              ))}
            </ul>
          )}
        </section>
      ))}
    </div>
  )
}

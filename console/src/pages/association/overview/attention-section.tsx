import type { AssociationOverview } from '../../../../../src/web/schemas/association/hub.ts'
import { Icon } from '../../../design/icon.tsx'
import { TimeText } from '../../../design/time-text.tsx'
import { Link } from '../../../router/link.tsx'
import { useTexts } from '../texts/use-texts.ts'
import { attentionsOf } from './attention.ts'

/** What needs a person, and nothing else. */
export function AttentionSection({ overview }: { readonly overview: AssociationOverview }) {
  const texts = useTexts()
  const { t } = texts
  const rows = attentionsOf(overview, texts)
  return (
    <section>
      <div className="section-head">
        <h2>{t('overview.attention')}</h2>
      </div>
      {rows.length === 0 ? (
        <p className="calm">
          <Icon name="ok" />
          {t('overview.calm')}
        </p>
      ) : (
        <ul className="attention">
          {rows.map(({ key, icon, text, href, at, isUrgent }) => (
            <li key={key}>
              <span className={isUrgent ? 'is-urgent' : 'soft'}>
                <Icon name={icon} />
              </span>
              <p>
                {isUrgent && <span className="visually-hidden">{t('overview.urgent')} </span>}
                <Link href={href}>{text}</Link>
              </p>
              {at ? <TimeText at={at} /> : <span />}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

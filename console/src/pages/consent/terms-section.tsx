import type { AllTerms, ConsentTerms } from '../../../../src/web/schemas/consent.ts'
import { CopyButton } from '../../design/copy-button.tsx'
import { EmptyState } from '../../design/states.tsx'
import { useTexts } from '../measures/texts/use-texts.ts'
import { latestOf } from './terms-fields.ts'
import { WordingText } from './wording-text.tsx'

/** The newest wording of each scope, in both languages as subscribers read it, with its digest. */
export function TermsSection({ terms: all }: { readonly terms: AllTerms }) {
  const { t } = useTexts()
  const scopes = new Set(all.terms.map(({ scope }) => scope))
  const latest = [...scopes].flatMap((scope) => latestOf(all, scope) ?? [])
  if (latest.length === 0)
    return (
      <EmptyState title={t('terms.none')}>
        <p className="soft">{t('terms.noneText')}</p>
        <pre className="code-box">noroshi grant terms --publish block-address --note first</pre>
      </EmptyState>
    )
  return latest.map((one) => <Wording key={one.id} terms={one} />)
}

function Wording({ terms }: { readonly terms: ConsentTerms }) {
  const { t, format } = useTexts()
  return (
    <details className="wording">
      <summary>
        <h3 className="summary-title">{t(`scope.${terms.scope}`)}</h3>{' '}
        <span className="soft">
          {t('terms.version', {
            version: terms.version,
            time: format.date(terms.publishedAt),
            actor: terms.publishedBy,
          })}{' '}
          · {t(`terms.basis.${terms.basis}`)}
        </span>
      </summary>
      <WordingText wording={terms.wording} />
      <p className="soft small wording-digest">
        SHA-256 <code>{terms.digest}</code>{' '}
        <CopyButton text={terms.digest} label={t('terms.copy')} done={t('terms.copied')} />
      </p>
      <p className="soft small">
        {t(`terms.change.${terms.change}`, { days: format.number(terms.graceDays) })} {terms.note}
      </p>
    </details>
  )
}

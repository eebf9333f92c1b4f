import type { AssociationOverview } from '../../../../../src/web/schemas/association/hub.ts'
import { Facts } from '../../../design/facts.tsx'
import { Link } from '../../../router/link.tsx'
import { logFacts } from '../hub/log-facts.tsx'
import { useTexts } from '../texts/use-texts.ts'

/** Is the log healthy? */
export function LogSection({ log }: { readonly log: AssociationOverview['log'] }) {
  const texts = useTexts()
  return (
    <section>
      <div className="section-head">
        <h2>{texts.t('log.title')}</h2>
        <Link className="small" href="/log">
          {texts.t('log.details')}
        </Link>
      </div>
      <Facts facts={logFacts(log, texts)} />
    </section>
  )
}

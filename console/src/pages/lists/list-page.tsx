import './lists.css'
import type { ListDetail, ListSource } from '../../../../src/web/schemas/lists.ts'
import { isMissing } from '../../api/problem.ts'
import { useNow } from '../../api/use-now.ts'
import { usePolled } from '../../api/use-polled.ts'
import { Facts } from '../../design/facts.tsx'
import { Icon } from '../../design/icon.tsx'
import { PageTitle } from '../../design/page-title.tsx'
import { ErrorState, LoadingState } from '../../design/states.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { Link } from '../../router/link.tsx'
import { ListEntriesSection } from './list-entries-section.tsx'
import { ListImports } from './list-imports.tsx'
import { ListState } from './list-state.tsx'
import { Precision } from './precision.tsx'

const INTERVAL_MS = 30_000

/** One list: what is stated about it, what each import changed, and its entries. */
export function ListPage({ name }: { readonly name: string }) {
  const { t } = useLocale()
  const { value, error, reload } = usePolled<ListDetail>(
    `/lists/${encodeURIComponent(name)}`,
    INTERVAL_MS,
  )
  return (
    <>
      <Link className="case-back" href="/lists">
        <Icon name="back" />
        {t('lists.title')}
      </Link>
      <PageTitle title={name} />
      {value ? (
        <>
          <ListFacts source={value.source} />
          <ListImports fetches={value.fetches} />
          <ListEntriesSection name={name} />
        </>
      ) : error ? (
        <ErrorState error={error} {...(isMissing(error) ? {} : { onRetry: reload })} />
      ) : (
        <LoadingState lines={8} />
      )}
    </>
  )
}

function ListFacts({ source }: { readonly source: ListSource }) {
  const { t, format } = useLocale()
  const now = useNow()
  return (
    <Facts
      facts={[
        [t('lists.state'), <ListState key="state" source={source} nowMs={now} />],
        [t('lists.kindTitle'), t(`lists.kind.${source.kind}`)],
        [t('lists.precision'), <Precision key="precision" verdicts={source.verdicts} />],
        [t('lists.listed'), format.number(source.listedCount)],
        [t('lists.known'), format.number(source.entryCount)],
        [
          t('lists.voice'),
          source.origin ? t('lists.copies', { origin: source.origin }) : t('lists.ownVoice'),
        ],
        [t('lists.terms'), source.terms],
        [t('lists.reliability'), format.percent(source.reliability)],
        [t('lists.halfLife'), format.duration(source.halfLifeDays * 86_400)],
        [t('lists.defaultKind'), t(`kind.${source.defaultKind}`)],
        [
          t('lists.refresh'),
          source.refreshSeconds === null
            ? t('lists.refreshNever')
            : format.duration(source.refreshSeconds),
        ],
        [t('lists.place'), source.url ?? t('lists.byHand')],
        ...(source.reason ? [[t('lists.reason'), source.reason] as const] : []),
        ...(source.contact ? [[t('lists.contact'), source.contact] as const] : []),
      ]}
    />
  )
}

import { type FormEvent, useEffect, useState } from 'react'
import type { ListEntries } from '../../../../src/web/schemas/lists.ts'
import { useFurther } from '../../api/use-further.ts'
import { usePolled } from '../../api/use-polled.ts'
import { Button } from '../../design/button.tsx'
import { Choice } from '../../design/choice.tsx'
import { ErrorState, LoadingState } from '../../design/states.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { setQuery, useLocation } from '../../router/location.ts'
import { EntryTable } from './entry-table.tsx'

const INTERVAL_MS = 60_000
const PAGE_SIZE = 50

/** Entries of one list, by address; the filter stands in the address bar. */
export function ListEntriesSection({ name }: { readonly name: string }) {
  const { t } = useLocale()
  const { query } = useLocation()
  const address = query.get('address') ?? ''
  const isListedOnly = query.get('all') === null
  const pathTo = (cursor?: string) => pathOf(name, address, isListedOnly, cursor)
  const first = usePolled<ListEntries>(pathTo(), INTERVAL_MS)
  const further = useFurther(pathTo, first.value)
  return (
    <section className="case-section">
      <div className="section-head">
        <h2>{t('entry.caption')}</h2>
        <Choice
          legend={t('entry.state')}
          value={isListedOnly ? 'listed' : 'all'}
          options={[
            { value: 'listed', label: t('entry.listed') },
            { value: 'all', label: t('entry.withHistory') },
          ]}
          onChoose={(value) => setQuery({ all: value === 'all' ? '1' : null })}
        />
      </div>
      <AddressFilter initial={address} />
      {!first.value ? (
        first.error ? (
          <ErrorState error={first.error} onRetry={first.reload} />
        ) : (
          <LoadingState lines={5} />
        )
      ) : first.value.entries.length === 0 ? (
        <p className="soft">{t('entry.empty')}</p>
      ) : (
        <EntryTable entries={[first.value, ...further.pages].flatMap(({ entries }) => entries)} />
      )}
      {further.error && <ErrorState error={further.error} />}
      {further.hasMore && (
        <Button disabled={further.isLoading} onClick={() => void further.load()}>
          {t(further.isLoading ? 'cases.moreLoading' : 'cases.more')}
        </Button>
      )}
    </section>
  )
}

function pathOf(name: string, address: string, isListedOnly: boolean, cursor?: string): string {
  const query = new URLSearchParams({ source: name, limit: String(PAGE_SIZE) })
  if (address) query.set('address', address)
  if (isListedOnly) query.set('listed', 'true')
  if (cursor) query.set('cursor', cursor)
  return `/list-entries?${query}`
}

function AddressFilter({ initial }: { readonly initial: string }) {
  const { t } = useLocale()
  const [text, setText] = useState(initial)
  useEffect(() => setText(initial), [initial])
  const filter = (event: FormEvent) => {
    event.preventDefault()
    setQuery({ address: text.trim() })
  }
  return (
    <form className="filter-line" onSubmit={filter}>
      <input
        className="input"
        aria-label={t('entry.filter')}
        placeholder={t('nav.quickHint')}
        maxLength={100}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit">{t('entry.filterDo')}</Button>
    </form>
  )
}

import type { HubEventKind, HubRecord } from '../../../../../src/web/schemas/association/hub.ts'
import { useFurther } from '../../../api/use-further.ts'
import { usePolled } from '../../../api/use-polled.ts'
import { Button } from '../../../design/button.tsx'
import { FormRow } from '../../../design/form-row.tsx'
import { PageTitle } from '../../../design/page-title.tsx'
import { EmptyState, ErrorState } from '../../../design/states.tsx'
import { setQuery, useLocation } from '../../../router/location.ts'
import { useMay } from '../../../session/use-reach.ts'
import { EventTable } from '../event-table.tsx'
import { PolledView } from '../polled-view.tsx'
import { useTexts } from '../texts/use-texts.ts'

const INTERVAL_MS = 15_000
const KINDS: readonly HubEventKind[] = [
  'member-added',
  'member-changed',
  'member-invited',
  'member-joined',
  'member-suspended',
  'member-resumed',
  'member-chased',
  'token-made',
  'sources-shown',
  'bulk-download',
  'list-traced',
  'log-forgotten',
]

/** Who did what: every act of a person, and what the hub noticed by itself. */
export function RecordPage() {
  const { t } = useTexts()
  const may = useMay()
  const { query } = useLocation()
  const kind = KINDS.find((one) => one === query.get('kind')) ?? ''
  const pathOf = (cursor?: string) => {
    const asked = new URLSearchParams({ limit: '100' })
    if (kind) asked.set('kind', kind)
    if (cursor) asked.set('cursor', cursor)
    return `/record?${asked}`
  }
  const first = usePolled<HubRecord>(may('auditor') ? pathOf() : null, INTERVAL_MS)
  const further = useFurther(pathOf, first.value)
  return (
    <>
      <PageTitle title={t('record.title')} />
      <p className="soft page-lead">{t('record.lead')}</p>
      {may('auditor') ? (
        <PolledView polled={first} lines={10}>
          {(value) => (
            <>
              <div className="filter-line">
                <FormRow label={t('record.kind')}>
                  {(field) => (
                    <select
                      {...field}
                      value={kind}
                      onChange={(event) => setQuery({ kind: event.target.value })}
                    >
                      <option value="">{t('record.all')}</option>
                      {KINDS.map((one) => (
                        <option key={one} value={one}>
                          {t(`event.${one}`)}
                        </option>
                      ))}
                    </select>
                  )}
                </FormRow>
              </div>
              {value.events.length === 0 ? (
                <EmptyState level={2} title={t('record.empty')} />
              ) : (
                <EventTable
                  caption={t('record.title')}
                  events={[value, ...further.pages].flatMap(({ events }) => events)}
                  hasMember
                />
              )}
              {further.error && <ErrorState error={further.error} />}
              {further.hasMore && (
                <p className="house-section">
                  <Button disabled={further.isLoading} onClick={() => void further.load()}>
                    {t('more')}
                  </Button>
                </p>
              )}
            </>
          )}
        </PolledView>
      ) : (
        <p className="soft">{t('record.notYours')}</p>
      )}
    </>
  )
}

import type {
  HubEventKind,
  HubRecord,
  PeopleRecord,
} from '../../../../../src/web/schemas/association/hub.ts'
import { useFurther } from '../../../api/use-further.ts'
import { usePolled } from '../../../api/use-polled.ts'
import { Button } from '../../../design/button.tsx'
import { Choice } from '../../../design/choice.tsx'
import { DataTable } from '../../../design/data-table.tsx'
import { FormRow } from '../../../design/form-row.tsx'
import { PageTitle } from '../../../design/page-title.tsx'
import { EmptyState, ErrorState } from '../../../design/states.tsx'
import { setQuery, useLocation } from '../../../router/location.ts'
import { useMay } from '../../../session/use-reach.ts'
import { EventTable } from '../event-table.tsx'
import { PolledView } from '../polled-view.tsx'
import { type TextKey, useTexts } from '../texts/use-texts.ts'

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

/** Who did what about members, and who let whom in. */
export function RecordPage() {
  const { t } = useTexts()
  const may = useMay()
  const { query } = useLocation()
  const of = query.get('of') === 'people' ? 'people' : 'hub'
  return (
    <>
      <PageTitle title={t('record.title')} />
      <p className="soft page-lead">{t('record.lead')}</p>
      {may('auditor') ? (
        <>
          <p className="page-lead">
            <Choice<'hub' | 'people'>
              legend={t('record.of')}
              value={of}
              options={[
                { value: 'hub', label: t('record.ofHub') },
                { value: 'people', label: t('record.ofPeople') },
              ]}
              onChoose={(one) => setQuery({ of: one === 'people' ? one : null, kind: null })}
            />
          </p>
          {of === 'people' ? <PeopleLines /> : <HubLines />}
        </>
      ) : (
        <p className="soft">{t('record.notYours')}</p>
      )}
    </>
  )
}

/** Every act about a member, and what the hub noticed by itself. */
function HubLines() {
  const { t } = useTexts()
  const { query } = useLocation()
  const kind = KINDS.find((one) => one === query.get('kind')) ?? ''
  const pathOf = (cursor?: string) => {
    const asked = new URLSearchParams({ limit: '100' })
    if (kind) asked.set('kind', kind)
    if (cursor) asked.set('cursor', cursor)
    return `/record?${asked}`
  }
  const first = usePolled<HubRecord>(pathOf(), INTERVAL_MS)
  const further = useFurther(pathOf, first.value)
  return (
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
      <PolledView polled={first} lines={10}>
        {(value) =>
          value.events.length === 0 ? (
            <EmptyState level={2} title={t('record.empty')} />
          ) : (
            <EventTable
              caption={t('record.title')}
              events={[value, ...further.pages].flatMap(({ events }) => events)}
              hasMember
            />
          )
        }
      </PolledView>
      <More further={further} />
    </>
  )
}

/** Who let whom in, and gave or took which role. */
function PeopleLines() {
  const { t, common, format } = useTexts()
  const pathOf = (cursor?: string) =>
    `/record/people?${new URLSearchParams({ limit: '100', ...(cursor ? { cursor } : {}) })}`
  const first = usePolled<PeopleRecord>(pathOf(), INTERVAL_MS)
  const further = useFurther(pathOf, first.value)
  return (
    <>
      <PolledView polled={first} lines={10}>
        {(value) => (
          <DataTable
            caption={t('record.ofPeople')}
            rows={[value, ...further.pages].flatMap(({ events }) => events)}
            rowKey={(row) => String(row.sequence)}
            columns={[
              {
                key: 'at',
                header: t('record.at'),
                cell: (row) => <time dateTime={row.at}>{format.instant(row.at)}</time>,
              },
              {
                key: 'kind',
                header: t('record.what'),
                cell: (row) => t(`person.${row.kind}` as TextKey),
              },
              {
                key: 'person',
                header: t('record.person'),
                cell: (row) => <code>{row.personId}</code>,
              },
              { key: 'actor', header: t('record.actor'), cell: (row) => <code>{row.actor}</code> },
              {
                key: 'roles',
                header: t('members.roles'),
                isWrapping: true,
                cell: (row) =>
                  (row.roles ?? []).map((role) => common(`role.${role}`)).join(t('separator')),
              },
            ]}
          />
        )}
      </PolledView>
      <More further={further} />
    </>
  )
}

function More({
  further,
}: {
  readonly further: Pick<ReturnType<typeof useFurther>, 'hasMore' | 'isLoading' | 'error' | 'load'>
}) {
  const { t } = useTexts()
  return (
    <>
      {further.error && <ErrorState error={further.error} />}
      {further.hasMore && (
        <p className="house-section">
          <Button disabled={further.isLoading} onClick={() => void further.load()}>
            {t('more')}
          </Button>
        </p>
      )}
    </>
  )
}

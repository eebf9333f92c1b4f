import '../notice/notice.css'
import './measures.css'
import { useDeferredValue, useState } from 'react'
import type {
  LiveMeasures,
  LivePlane,
  PlaneRules,
} from '../../../../src/web/schemas/measures-live.ts'
import { isMissing } from '../../api/problem.ts'
import { usePolled } from '../../api/use-polled.ts'
import { DataTable } from '../../design/data-table.tsx'
import { Facts } from '../../design/facts.tsx'
import { Icon } from '../../design/icon.tsx'
import { PageTitle } from '../../design/page-title.tsx'
import { EmptyState } from '../../design/states.tsx'
import { StatusMark } from '../../design/status-mark.tsx'
import { TimeText } from '../../design/time-text.tsx'
import { Link } from '../../router/link.tsx'
import { setQuery, useLocation } from '../../router/location.ts'
import { PolledView } from '../association/polled-view.tsx'
import { PlaneMark } from './plane-table.tsx'
import { useTexts } from './texts/use-texts.ts'

const INTERVAL_MS = 10_000
const SEARCH_LENGTH_MAX = 100
const STATE_ICONS = {
  held: 'ok',
  missing: 'open',
  foreign: 'warning',
  unknown: 'open',
} as const

/** What one device says it holds, beside what is wanted of it; never for whom. */
export function PlanePage({ name }: { readonly name: string }) {
  const { t } = useTexts()
  const { query } = useLocation()
  const [search, setSearch] = useState(query.get('search') ?? '')
  const asked = useDeferredValue(search.trim())
  const live = usePolled<LiveMeasures>('/measures', INTERVAL_MS)
  const plane = live.value?.planes.find((one) => one.name === name)
  const path = `/measures/planes/${encodeURIComponent(name)}/rules?${new URLSearchParams({ search: asked })}`
  const rules = usePolled<PlaneRules>(path, INTERVAL_MS)
  return (
    <>
      <Link className="case-back" href="/measures">
        <Icon name="back" />
        {t('measures.title')}
      </Link>
      <PageTitle title={name} />
      {plane && <PlaneFacts plane={plane} />}
      {rules.error && isMissing(rules.error) ? (
        <EmptyState level={2} title={t('rules.noDevice')}>
          <p className="soft">{t('rules.noDeviceText')}</p>
        </EmptyState>
      ) : (
        <section className="case-section">
          <h2>{t('rules.title')}</h2>
          <search className="filter-line">
            <input
              className="input"
              aria-label={t('rules.search')}
              placeholder={t('rules.search')}
              maxLength={SEARCH_LENGTH_MAX}
              value={search}
              onChange={(event) => {
                setSearch(event.target.value)
                setQuery({ search: event.target.value.trim() || null }, { replace: true })
              }}
            />
          </search>
          <PolledView polled={rules} lines={8}>
            {(found) => <Rules rules={found} />}
          </PolledView>
        </section>
      )}
    </>
  )
}

function PlaneFacts({ plane }: { readonly plane: LivePlane }) {
  const { t, format, say } = useTexts()
  const { counts } = plane
  return (
    <>
      {plane.failure && (
        <div className="standing is-wrong" role="status">
          <PlaneMark plane={plane} />
          <p>{say(plane.failure.text)}</p>
          <code className="small">{plane.failure.code}</code>
        </div>
      )}
      <Facts
        facts={[
          [t('planes.kindHead'), t(`planes.kind.${plane.kind}`)],
          [t('planes.standing'), <PlaneMark key="mark" plane={plane} />],
          [t('planes.sources'), format.number(plane.wanted.sources)],
          [
            t('planes.lease'),
            t(plane.endsRulesItself ? 'planes.leaseItself' : 'planes.leaseKeeper', {
              time: format.duration(plane.leaseSeconds),
            }),
          ],
          [t('planes.portless'), t(plane.isPortless ? 'planes.portlessYes' : 'planes.portlessNo')],
          [
            t('planes.read'),
            plane.readAt ? <TimeText key="read" at={plane.readAt} /> : t('planes.never'),
          ],
          [
            t('planes.counts'),
            t('planes.countsOf', {
              added: format.number(counts.added),
              removed: format.number(counts.removed),
              mended: format.number(counts.mended),
              failed: format.number(counts.failed),
            }),
          ],
        ]}
      />
    </>
  )
}

function Rules({ rules }: { readonly rules: PlaneRules }) {
  const { t, tCount, format } = useTexts()
  return (
    <>
      <p>
        {rules.heldCount === null ? (
          <StatusMark icon="warning" tone="warning" text={t('rules.unknown')} />
        ) : (
          t('rules.counts', {
            held: format.number(rules.heldCount),
            wanted: format.number(rules.wantedCount),
          })
        )}{' '}
        {rules.driftCount > 0 && (
          <StatusMark icon="open" text={tCount('rules.drift', rules.driftCount)} />
        )}
      </p>
      {rules.rules.length === 0 ? (
        <EmptyState title={t('rules.none')}>
          <p className="soft">{t('rules.noneText')}</p>
        </EmptyState>
      ) : (
        <DataTable
          caption={t('rules.title')}
          rows={rules.rules}
          rowKey={(row) => row.target}
          columns={[
            {
              key: 'target',
              header: t('plan.target'),
              cell: (row) => <code className="target">{row.target}</code>,
            },
            {
              key: 'state',
              header: t('planes.standing'),
              isWrapping: true,
              cell: (row) => (
                <StatusMark
                  icon={STATE_ICONS[row.state]}
                  tone={row.state === 'foreign' ? 'warning' : 'plain'}
                  text={t(`rules.state.${row.state}`)}
                />
              ),
            },
            {
              key: 'until',
              header: t('plan.until'),
              cell: (row) =>
                row.until ? <TimeText at={row.until} /> : <span className="soft">–</span>,
            },
            {
              key: 'cause',
              header: t('rules.cause'),
              isLow: true,
              cell: (row) => <code className="soft small">{row.cause ?? '–'}</code>,
            },
          ]}
        />
      )}
    </>
  )
}

import type { LivePlane } from '../../../../src/web/schemas/measures-live.ts'
import { postJson } from '../../api/client.ts'
import { Button } from '../../design/button.tsx'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { StatusMark } from '../../design/status-mark.tsx'
import { TimeText } from '../../design/time-text.tsx'
import { planeHref } from '../../router/routes.ts'
import { Failure } from '../../session/failure.tsx'
import { useAttempt } from '../../session/use-attempt.ts'
import { useMay } from '../../session/use-reach.ts'
import { type Texts, useTexts } from './texts/use-texts.ts'

/** Every device with what matters when something is wrong: does it answer, how much does it hold, since when. */
export function PlaneTable(props: {
  readonly planes: readonly LivePlane[]
  readonly onMend: () => void
}) {
  const texts = useTexts()
  const { t } = texts
  const may = useMay()
  const { isBusy, failure, attempt } = useAttempt()
  const mend = () =>
    void attempt(async () => {
      await postJson('/measures/mend', {})
      props.onMend()
    })
  return (
    <section className="case-section">
      <div className="section-head">
        <h2>{t('planes.title')}</h2>
        {may('analyst') && (
          <Button isSmall disabled={isBusy} onClick={mend}>
            {t(isBusy ? 'planes.mending' : 'planes.mend')}
          </Button>
        )}
      </div>
      <Failure>{failure}</Failure>
      <DataTable
        caption={t('planes.title')}
        rows={props.planes}
        rowKey={(row) => row.name}
        rowHref={(row) => planeHref(row.name)}
        hasKeys
        columns={columnsFor(texts)}
      />
    </section>
  )
}

export function PlaneMark({ plane }: { readonly plane: LivePlane }) {
  const { t } = useTexts()
  const looks = { holds: 'ok', behind: 'warning', lifted: 'silent' } as const
  const tone = plane.state === 'behind' ? 'warning' : plane.state === 'lifted' ? 'soft' : 'plain'
  return (
    <StatusMark icon={looks[plane.state]} tone={tone} text={t(`planes.state.${plane.state}`)} />
  )
}

/** A count beside its bound, and both as a bar; without a bound only the count. */
function Filled(props: { readonly count: number; readonly max: number | null }) {
  const { t, format } = useTexts()
  const { count, max } = props
  if (max === null) return <>{t('planes.unbounded', { count: format.number(count) })}</>
  return (
    <span className="filled">
      {t('planes.of', { count: format.number(count), max: format.number(max) })}
      <svg viewBox="0 0 64 6" aria-hidden="true">
        <rect className="track" width="64" height="6" rx="1" />
        <rect className="fill" width={64 * Math.min(1, count / max)} height="6" rx="1" />
      </svg>
    </span>
  )
}

function columnsFor({ t, format, say }: Texts): readonly Column<LivePlane>[] {
  return [
    {
      key: 'name',
      header: t('planes.name'),
      cell: (row) => (
        <>
          <strong>{row.name}</strong>{' '}
          <span className="soft small">{t(`planes.kind.${row.kind}`)}</span>
        </>
      ),
    },
    {
      key: 'state',
      header: t('planes.standing'),
      isWrapping: true,
      cell: (row) => (
        <>
          <PlaneMark plane={row} />
          {[...(row.failure ? [row.failure] : []), ...row.concerns].map(({ code, text }) => (
            <p key={code} className="small plane-said">
              {say(text)}
            </p>
          ))}
        </>
      ),
    },
    {
      key: 'targets',
      header: t('planes.targets'),
      align: 'end',
      cell: (row) => <Filled count={row.wanted.targets} max={row.capacity.targets} />,
    },
    {
      key: 'sources',
      header: t('planes.sources'),
      align: 'end',
      isLow: true,
      cell: (row) => <Filled count={row.wanted.sources} max={row.capacity.sources} />,
    },
    {
      key: 'lease',
      header: t('planes.lease'),
      isLow: true,
      cell: (row) =>
        t(row.endsRulesItself ? 'planes.leaseItself' : 'planes.leaseKeeper', {
          time: format.duration(row.leaseSeconds),
        }),
    },
    {
      key: 'read',
      header: t('planes.read'),
      isLow: true,
      cell: (row) =>
        row.readAt ? (
          <TimeText at={row.readAt} />
        ) : (
          <span className="soft">{t('planes.never')}</span>
        ),
    },
    {
      key: 'drift',
      header: t('planes.drift'),
      align: 'end',
      isLow: true,
      cell: (row) => format.number(row.counts.mended),
    },
  ]
}

import type { SharedWarningDetail } from '../../../../../src/web/schemas/association/warnings.ts'
import { endpointText } from '../../../api/endpoint-text.ts'
import { usePolled } from '../../../api/use-polled.ts'
import { type Column, DataTable } from '../../../design/data-table.tsx'
import { EndpointName } from '../../../design/endpoint-name.tsx'
import { Facts } from '../../../design/facts.tsx'
import { Icon } from '../../../design/icon.tsx'
import { useTabTitle } from '../../../design/page-title.tsx'
import { TimeText } from '../../../design/time-text.tsx'
import { Link } from '../../../router/link.tsx'
import { PolledView } from '../polled-view.tsx'
import { type Texts, useTexts } from '../texts/use-texts.ts'
import { WarningMark } from '../warning-mark.tsx'
import { HolderSection } from './holder-section.tsx'
import { SourceSection } from './source-section.tsx'
import { WarningDisputes } from './warning-disputes.tsx'

const INTERVAL_MS = 15_000
type Statement = SharedWarningDetail['statements'][number]

/** One warning: what is said, who says it, who acts on it, what owners say, and the proof of all of it. */
export function WarningPage({ id }: { readonly id: string }) {
  const { t } = useTexts()
  const path = `/warnings/${encodeURIComponent(id)}`
  const detail = usePolled<SharedWarningDetail>(path, INTERVAL_MS)
  const name = detail.value ? endpointText(detail.value.warning) : id
  useTabTitle(name)
  return (
    <>
      <Link className="back-link" href="/warnings">
        <Icon name="back" />
        {t('warnings.title')}
      </Link>
      <div className="section-head">
        <h1>
          {detail.value ? <EndpointName endpoint={detail.value.warning} /> : <code>{id}</code>}
        </h1>
        {detail.value && <WarningMark status={detail.value.warning.status} />}
      </div>
      <PolledView polled={detail}>{(value) => <Warning detail={value} path={path} />}</PolledView>
    </>
  )
}

function Warning({
  detail,
  path,
}: {
  readonly detail: SharedWarningDetail
  readonly path: string
}) {
  const texts = useTexts()
  const { t, tCount, common, format } = texts
  const { warning, voices, judged } = detail
  return (
    <>
      <p className="page-lead">{t(`warning.sentence.${warning.status}`)}</p>
      <Facts
        facts={[
          [t('warnings.kind'), common(`kind.${warning.kind}`)],
          [t('warnings.band'), common(`band.${warning.band}`)],
          [t('warning.from'), format.instant(warning.validFrom)],
          [t('warnings.until'), <TimeText key="until" at={warning.validUntil} />],
          [t('member.uses'), warning.uses.map((use) => t(`use.${use}`)).join(t('separator'))],
          [
            t('warning.voices'),
            voices.members === 0
              ? t('warning.noVoice')
              : `${tCount('warning.voiceCount', voices.members)}${t('separator')}${tCount('warning.groupCount', voices.groups)}`,
          ],
          [
            t('warning.judged'),
            judged.right + judged.wrong === 0
              ? t('warning.notJudged')
              : t('warning.judgedCounts', {
                  right: format.number(judged.right),
                  wrong: format.number(judged.wrong),
                }),
          ],
          [t('warning.version'), format.number(warning.version)],
          [t('warning.id'), <code key="id">{warning.id}</code>],
        ]}
      />
      <HolderSection detail={detail} />
      <WarningDisputes disputes={detail.disputes} />
      <section className="house-section">
        <h2>{t('warning.history')}</h2>
        <p className="soft page-lead">{t('warning.historyText')}</p>
        <DataTable
          caption={t('warning.history')}
          rows={detail.statements}
          rowKey={(row) => String(row.index)}
          columns={statementColumns(texts, warning.id)}
        />
      </section>
      <div className="two-columns">
        <SourceSection path={path} />
        <section>
          <h2>{t('warning.seen')}</h2>
          <p className="soft page-lead">{t('warning.seenText')}</p>
          <DataTable
            caption={t('warning.seen')}
            rows={detail.seen}
            rowKey={(row) => row.day}
            columns={[
              {
                key: 'day',
                header: t('warning.day'),
                cell: (row) => format.date(`${row.day}T12:00:00Z`),
              },
              {
                key: 'groups',
                header: t('warning.seenGroups'),
                align: 'end',
                cell: (row) =>
                  row.groups === null ? (
                    <span className="soft">{t('warning.seenFew')}</span>
                  ) : (
                    format.number(row.groups)
                  ),
              },
            ]}
          />
        </section>
      </div>
    </>
  )
}

function statementColumns({ t, common, format }: Texts, id: string): readonly Column<Statement>[] {
  return [
    {
      key: 'at',
      header: t('record.at'),
      cell: (row) =>
        row.statedAt ? <time dateTime={row.statedAt}>{format.instant(row.statedAt)}</time> : '–',
    },
    {
      key: 'said',
      header: t('warning.said'),
      cell: (row) =>
        row.warning ? (
          <WarningMark status={row.warning.status} />
        ) : (
          <span className="soft">{t('warning.forgotten')}</span>
        ),
    },
    {
      key: 'band',
      header: t('warnings.band'),
      isLow: true,
      cell: (row) => row.warning && common(`band.${row.warning.band}`),
    },
    {
      key: 'until',
      header: t('warnings.until'),
      isLow: true,
      cell: (row) => row.warning && format.instant(row.warning.validUntil),
    },
    {
      key: 'index',
      header: t('warning.entry'),
      align: 'end',
      cell: (row) => format.number(row.index),
    },
    {
      key: 'proof',
      header: t('warning.proof'),
      cell: (row) =>
        row.warning && row.isIncluded ? (
          <a href={`/api/v1/warnings/${encodeURIComponent(id)}/proof?index=${row.index}`} download>
            {t('log.download')}
            <span className="visually-hidden"> {row.index}</span>
          </a>
        ) : (
          <span className="soft">{row.warning ? t('warning.notYet') : '–'}</span>
        ),
    },
  ]
}

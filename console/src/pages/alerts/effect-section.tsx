import type { AlertEffect, HorizonEffect } from '../../../../src/web/schemas/alerts.ts'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { Figure } from '../../design/figure.tsx'
import { StatusMark } from '../../design/status-mark.tsx'
import { type Texts, useTexts, wordFor } from '../measures/texts/use-texts.ts'
import { EffectChart } from './effect-chart.tsx'

type Point = AlertEffect['curve'][number]
type Proportion = HorizonEffect['alerted']
const ICONS = {
  effect: 'ok',
  'no-effect-shown': 'silent',
  harm: 'warning',
  'too-few': 'open',
} as const

/** Does telling help? In one sentence first, then the picture, then every number with its interval. */
export function EffectSection({ effect }: { readonly effect: AlertEffect }) {
  const texts = useTexts()
  const { t, format } = texts
  const main = effect.horizons.find(({ days }) => days === effect.mainHorizonDays)
  return (
    <section className="case-section">
      <div className={effect.verdict === 'harm' ? 'standing is-wrong' : 'standing'}>
        <StatusMark
          icon={ICONS[effect.verdict]}
          tone={effect.verdict === 'harm' ? 'warning' : 'plain'}
          text={t(`effect.verdict.${effect.verdict}`)}
        />
        <p>{verdictText(texts, effect, main)}</p>
        <p className="soft small">
          {t('effect.study', {
            participants: format.number(effect.participants),
            rounds: format.number(effect.rounds),
            left: format.number(effect.left.alerted + effect.left.heldOut),
          })}
        </p>
      </div>
      {effect.curve.length > 0 && (
        <Figure
          title={t('effect.chart')}
          caption={t('effect.caption')}
          table={{
            rows: effect.curve,
            rowKey: (row) => String(row.day),
            columns: curveColumns(texts),
          }}
        >
          <EffectChart effect={effect} />
        </Figure>
      )}
      <h3 className="plan-head">{t('effect.horizons')}</h3>
      <DataTable
        caption={t('effect.horizons')}
        rows={effect.horizons}
        rowKey={(row) => String(row.days)}
        columns={[
          {
            key: 'days',
            header: t('effect.days'),
            cell: (row) => t('effect.daysOf', { days: row.days }),
          },
          ...horizonColumns<HorizonEffect>(texts, (row) => row),
        ]}
      />
      {effect.byKind.length > 0 && (
        <>
          <h3 className="plan-head">{t('effect.byKind', { days: effect.mainHorizonDays })}</h3>
          <DataTable
            caption={t('effect.byKind', { days: effect.mainHorizonDays })}
            rows={effect.byKind}
            rowKey={(row) => row.deviceKind}
            columns={[
              {
                key: 'kind',
                header: t('effect.kind'),
                cell: (row) => wordFor(texts, 'device', row.deviceKind),
              },
              ...horizonColumns<AlertEffect['byKind'][number]>(texts, (row) => row.effect),
            ]}
          />
        </>
      )}
      <Published effect={effect} />
    </section>
  )
}

/** What others found, so that nobody reads an own figure without them. */
function Published({ effect: { published } }: { readonly effect: AlertEffect }) {
  const { t, format } = useTexts()
  const [low = 0, high = 0] = published.naturalRemediation
  return (
    <p className="soft effect-published">
      {t('effect.published', {
        source: published.source,
        walled: format.percent(published.walledGardenCleanedIn14Days),
        mail: format.percent(published.mailAloneEffect),
        low: format.percent(low),
        high: format.percent(high),
      })}
    </p>
  )
}

function verdictText(
  { t, format }: Texts,
  effect: AlertEffect,
  main: HorizonEffect | undefined,
): string {
  if (!main?.difference) return t('effect.tooFewText')
  const points = (share: number) => format.number(Math.round(share * 1000) / 10)
  const values = {
    days: main.days,
    told: format.percent(Math.round(main.alerted.share * 1000) / 1000),
    waited: format.percent(Math.round(main.heldOut.share * 1000) / 1000),
    points: points(main.difference.share),
    low: points(main.difference.low),
    high: points(main.difference.high),
  }
  return t(effect.verdict === 'no-effect-shown' ? 'effect.noneText' : 'effect.text', values)
}

function proportionText({ format }: Texts, { count, of, share, low, high }: Proportion): string {
  if (of === 0) return '–'
  const percent = (value: number) => format.percent(Math.round(value * 100) / 100)
  return `${percent(share)} (${percent(low)}–${percent(high)}) · ${format.number(count)}/${format.number(of)}`
}

function horizonColumns<Row>(
  texts: Texts,
  of: (row: Row) => HorizonEffect,
): readonly Column<Row>[] {
  const { t, format } = texts
  const points = (share: number) => format.number(Math.round(share * 1000) / 10)
  return [
    {
      key: 'told',
      header: t('effect.told'),
      align: 'end',
      cell: (row) => proportionText(texts, of(row).alerted),
    },
    {
      key: 'waited',
      header: t('effect.waited'),
      align: 'end',
      cell: (row) => proportionText(texts, of(row).heldOut),
    },
    {
      key: 'gap',
      header: t('effect.gap'),
      align: 'end',
      cell: (row) => {
        const { difference } = of(row)
        if (!difference) return <span className="soft">–</span>
        const { share, low, high } = difference
        return t('effect.gapOf', { points: points(share), low: points(low), high: points(high) })
      },
    },
    {
      key: 'verdict',
      header: t('effect.says'),
      cell: (row) => (
        <StatusMark
          icon={ICONS[of(row).verdict]}
          tone={of(row).verdict === 'harm' ? 'warning' : 'plain'}
          text={t(`effect.verdict.${of(row).verdict}`)}
        />
      ),
    },
    {
      key: 'unknown',
      header: t('effect.unknown'),
      align: 'end',
      isLow: true,
      cell: (row) => {
        const { unknown } = of(row)
        return `${format.number(unknown.alerted)} + ${format.number(unknown.heldOut)}`
      },
    },
  ]
}

function curveColumns(texts: Texts): readonly Column<Point>[] {
  const { t } = texts
  return [
    { key: 'day', header: t('effect.days'), cell: (row) => t('effect.daysOf', { days: row.day }) },
    {
      key: 'told',
      header: t('effect.told'),
      align: 'end',
      cell: (row) => proportionText(texts, row.alerted),
    },
    {
      key: 'waited',
      header: t('effect.waited'),
      align: 'end',
      cell: (row) => proportionText(texts, row.heldOut),
    },
  ]
}

import type { Bilingual } from '../../core/bilingual.ts'
import type { DriftReport } from '../../verdicts/drift/drift-report.ts'
import { DRIFT_ALARM_FROM } from '../../verdicts/drift/stability-index.ts'
import { FEATURES } from '../../verdicts/index.ts'
import { SITE_DECISIONS_MIN, type SiteCalibration } from '../../verdicts/site/site-calibration.ts'
import type { Comparison, Drift, Model, ModelEntry } from '../../web/schemas/model.ts'
import { modelCardView } from './model-card-view.ts'
import { type ModelEntry as KeptEntry, type ModelLibrary, SHIPPED_ID } from './model-library.ts'
import type { KeptComparison, ModelWatch } from './model-watch.ts'

/** What `/model` answers. @param view of the training data that comes nearest to this site's */
export function modelView(library: ModelLibrary, watch: ModelWatch, view: string): Model {
  const champion = library.champion()
  const challenger = library.challenger()
  const comparison = watch.comparison()
  const calibration = watch.calibration()
  const edges = champion.model.reference?.histograms.edges ?? []
  const { kind, shift, confirmed, dismissed } = calibration
  return {
    champion: modelCardView(champion.id, champion.model),
    challenger: challenger ? modelCardView(challenger.id, challenger.model) : null,
    comparison: comparison ? comparisonView(comparison) : null,
    calibration: { kind, shift, confirmed, dismissed, detail: calibrationText(calibration) },
    drift: driftView(watch.drift(view), edges),
    models: modelEntries(library),
    promotions: library.promotions().toReversed(),
  }
}

export function modelEntries(library: ModelLibrary): ModelEntry[] {
  const { id: champion } = library.champion()
  const challenger = library.challenger()?.id
  const roleOf = (id: string): ModelEntry['role'] =>
    id === champion ? 'champion' : id === challenger ? 'challenger' : 'kept'
  const shipped = library.shipped()
  return [
    {
      id: SHIPPED_ID,
      title: shipped.card.title,
      origin: 'shipped',
      role: roleOf(SHIPPED_ID),
      addedAt: null,
      prAuc: shipped.card.heldOut.prAuc,
    },
    ...library.list().map((entry) => entryView(entry, roleOf(entry.id))),
  ]
}

export function entryView(entry: KeptEntry, role: ModelEntry['role']): ModelEntry {
  return { ...entry, origin: 'trained', role }
}

export function driftView(report: DriftReport, edges: readonly (readonly number[])[]): Drift {
  return {
    ...report,
    detail: driftText(report),
    alarmFrom: DRIFT_ALARM_FROM,
    features: report.features.map(({ feature, psi, isAlarm, before, now }) => ({
      name: FEATURES[feature]?.name ?? String(feature),
      group: FEATURES[feature]?.group ?? '',
      psi,
      isAlarm,
      before: [...before],
      now: [...now],
      edges: [...(edges[feature] ?? [])],
    })),
    history: report.history.map((day) => ({ ...day })),
  }
}

export function driftText({ state, features, daysKept, day }: DriftReport): Bilingual {
  const alarms = features.filter(({ isAlarm }) => isAlarm)
  const names = alarms
    .slice(0, 3)
    .map(({ feature, psi }) => `${FEATURES[feature]?.name} (${psi.toFixed(2)})`)
    .join(', ')
  switch (state) {
    case 'none':
      return { en: 'nothing has been scored yet', ja: 'まだ判定の記録がありません' }
    case 'collecting':
      return {
        en: `${daysKept} ${daysKept === 1 ? 'day' : 'days'} kept; compared with earlier days from the fourth on`,
        ja: `${daysKept}日分を記録済み。4日目から過去の日と比較します`,
      }
    case 'steady':
      return {
        en: `${day} is like the ${daysKept - 1} days before it`,
        ja: `${day} は過去${daysKept - 1}日と変わりません`,
      }
    case 'drifting':
      return {
        en: `on ${day} ${alarms.length} of ${features.length} features have moved away from the days before: ${names}. Look for a changed exporter first, then train a challenger`,
        ja: `${day} は特徴量${features.length}個のうち${alarms.length}個が過去の日から外れています: ${names}。まずエクスポータの変更を確認し、必要なら挑戦者モデルを学習してください`,
      }
  }
}

function calibrationText({ kind, shift, confirmed, dismissed, why }: SiteCalibration): Bilingual {
  const count = confirmed + dismissed
  if (kind === 'site')
    return {
      en: `${confirmed} confirmed and ${dismissed} dismissed cases move all log odds by ${shift.toFixed(2)}; a fit on the earlier ones foretold the later ones.`,
      ja: `確認${confirmed}件・却下${dismissed}件により、すべての対数オッズを${shift.toFixed(2)}だけ補正しています。前半の判断での当てはめが後半の判断を予測できました。`,
    }
  return why === 'too-few-decisions'
    ? {
        en: `The model’s own curve, made from synthetic data: ${count} of its verdicts were decided on, ${SITE_DECISIONS_MIN} are needed for a correction.`,
        ja: `合成データで作られたモデル自身の曲線です。補正には${SITE_DECISIONS_MIN}件の判断が必要ですが、現在${count}件です。`,
      }
    : {
        en: `The model’s own curve: ${count} cases were decided, but a correction by the earlier ones would have foretold the later ones worse.`,
        ja: `モデル自身の曲線です。${count}件の判断がありますが、前半による補正は後半の予測を悪くするため使いません。`,
      }
}

function comparisonView({
  champion: _,
  challenger: __,
  ...comparison
}: KeptComparison): Comparison {
  return { ...comparison, verdict: comparisonText(comparison) }
}

/** Below so many decided cases a difference of precision is chance. */
const DECIDED_MIN = 20

function comparisonText({
  decided,
  overlapAt100,
}: Omit<KeptComparison, 'champion' | 'challenger'>): Bilingual {
  const overlap = `${Math.round(100 * overlapAt100)} %`
  const count = decided.confirmed + decided.dismissed
  if (count < DECIDED_MIN)
    return {
      en: `Both have ${overlap} of the first hundred in common. ${count} cases that both scored were decided: too few to say which is right more often.`,
      ja: `上位100件の${overlap}が共通です。両方が判定した事案で人の判断があるのは${count}件で、優劣を述べるには足りません。`,
    }
  const precision = ({ confirmed, dismissed }: { confirmed: number; dismissed: number }): string =>
    confirmed + dismissed === 0
      ? '–'
      : `${Math.round((100 * confirmed) / (confirmed + dismissed))} %`
  return {
    en: `Both have ${overlap} of the first hundred in common. Of what each called suspected and people decided on, ${precision(decided.champion)} (champion) and ${precision(decided.challenger)} (challenger) were confirmed. People saw the champion’s order, which favours it.`,
    ja: `上位100件の${overlap}が共通です。各モデルが疑いとし人が判断した事案のうち確認されたのは、現行${precision(decided.champion)}、挑戦者${precision(decided.challenger)}です。人は現行モデルの順に見ているため、現行に有利な数値です。`,
  }
}

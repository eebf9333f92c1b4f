import type { Bilingual } from '../../core/bilingual.ts'
import type {
  AlertEffect,
  AlertObserveAnswer,
  AlertPlan,
  AlertSendAnswer,
  AlertStatus,
  HorizonEffect,
} from '../../web/schemas/alerts.ts'

type Counts = Readonly<Record<string, number>>

/** What the command says, apart from how it asks. Long because it is all of its sentences. */
export const ALERT_TEXTS = {
  looking: { en: 'looking at lines of those who agreed', ja: '同意のある回線を確認中' },
  sending: (done: number, all: number): Bilingual => ({
    en: `${done} of ${all} messages`,
    ja: `${done} / ${all} 件`,
  }),

  imported: (counts: Counts): Bilingual[] => [
    { en: `taken: ${counts['taken'] ?? 0}`, ja: `取り込み：${counts['taken'] ?? 0} 件` },
    ...others(counts, ['taken']),
  ],

  plan: (plan: AlertPlan): Bilingual[] => [
    plan.round === null
      ? {
          en: `would tell ${plan.alerted} now and ${plan.heldOut} later; nothing was kept`,
          ja: `今回の対象 ${plan.alerted} 件、後日 ${plan.heldOut} 件（保存していません）`,
        }
      : {
          en: `round ${plan.round}: ${plan.alerted} to be told now, ${plan.heldOut} later (seed ${plan.seed})`,
          ja: `第${plan.round}回：今回の対象 ${plan.alerted} 件、後日 ${plan.heldOut} 件（シード ${plan.seed}）`,
        },
    ...(plan.withoutContact > 0
      ? [
          {
            en: `${plan.withoutContact} of them cannot be reached yet: noroshi alert import-contacts FILE`,
            ja: `うち ${plan.withoutContact} 件は連絡先が未登録です（noroshi alert import-contacts FILE）`,
          },
        ]
      : []),
    ...others(plan.strata),
    ...others(plan.counts),
    ...(plan.sample ? [same(''), same(plan.sample.subject), same(plan.sample.text)] : []),
  ],

  sent: ({ counts, left, leftToday }: AlertSendAnswer): Bilingual[] => [
    ...others(counts),
    left > 0
      ? {
          en: `${left} are left${leftToday === 0 ? ' for tomorrow: the day’s number is reached' : ''}.`,
          ja: `残り ${left} 件${leftToday === 0 ? '（本日の上限に達しました）' : ''}。`,
        }
      : { en: 'Nothing is left to send.', ja: '送信するものは残っていません。' },
  ],

  observed: ({ alerts, days, ended }: AlertObserveAnswer): Bilingual[] => [
    {
      en: `${alerts} alerts looked at, ${days} days of lines; ${ended} are over.`,
      ja: `${alerts} 件を確認（延べ ${days} 日）。終了 ${ended} 件。`,
    },
  ],

  status: (status: AlertStatus): Bilingual[] => [
    ...(status.isOn
      ? []
      : [{ en: 'Telling subscribers is not set up.', ja: '注意喚起は設定されていません。' }]),
    {
      en: `${status.open} open alerts; ${status.waiting} due and never told, ${status.withoutContact} of them without a way to reach them.`,
      ja: `対応中 ${status.open} 件。未通知 ${status.waiting} 件（うち連絡先なし ${status.withoutContact} 件）。`,
    },
    ...[status.byGroup, status.byOutcome, status.byEnding, status.messages].flatMap((counts) =>
      others(counts),
    ),
  ],

  effect: (effect: AlertEffect): Bilingual[] => [
    VERDICTS[effect.verdict],
    ...effect.horizons.flatMap(horizon),
    {
      en: `Elsewhere (${effect.published.source}): 58 to 74 % were clean without being told; mail alone changed nothing; of those kept in a walled garden 92 % were clean in 14 days.`,
      ja: `参考（${effect.published.source}）：何もしなくても58～74 %が解消、メールのみでは効果なし、ウォールドガーデンでは14日で92 %が解消。`,
    },
  ],
} as const

const VERDICTS: Readonly<Record<AlertEffect['verdict'], Bilingual>> = {
  effect: {
    en: 'Telling helps: after 14 days more of the told are clean than of those who waited.',
    ja: '効果があります：14日後、お知らせした方は待った方より多く解消しています。',
  },
  'no-effect-shown': {
    en: 'No effect is shown: the interval of the difference holds 0.',
    ja: '効果は示されていません（差の区間が0を含みます）。',
  },
  harm: {
    en: 'Fewer of the told are clean than of those who waited. Look why before telling more.',
    ja: 'お知らせした方のほうが解消していません。続ける前に原因を確認してください。',
  },
  'too-few': {
    en: 'Nothing can be said yet: too few, or not 14 days since the draw.',
    ja: 'まだ判断できません（件数が少ないか、抽選から14日たっていません）。',
  },
}

function horizon({ days, alerted, heldOut, unknown, difference }: HorizonEffect): Bilingual[] {
  if (alerted.of + heldOut.of === 0) return []
  const [told, waited] = [share(alerted), share(heldOut)]
  const gap = difference
    ? `${signed(difference.share)} (${signed(difference.low)} … ${signed(difference.high)})`
    : '–'
  return [
    {
      en: `${days} days: clean ${told} of the told, ${waited} of those who waited (by themselves); difference ${gap}; not seen enough ${unknown.alerted} and ${unknown.heldOut}`,
      ja: `${days}日後：解消 通知 ${told}、待機（自然解消） ${waited}、差 ${gap}、不明 ${unknown.alerted}・${unknown.heldOut}`,
    },
  ]
}

function share({ share: part, low, high, of }: HorizonEffect['alerted']): string {
  return `${percent(part)} (${percent(low)}–${percent(high)}, n=${of})`
}

const percent = (part: number): string => `${(100 * part).toFixed(0)} %`
const signed = (part: number): string =>
  `${part < 0 ? '−' : '+'}${Math.abs(100 * part).toFixed(0)} %`

const same = (text: string): Bilingual => ({ en: text, ja: text })

function others(counts: Counts, without: readonly string[] = []): Bilingual[] {
  return Object.entries(counts)
    .filter(([word, count]) => count > 0 && !without.includes(word))
    .map(([word, count]) => same(`  ${word.trim()}: ${count}`))
}

import type { Bilingual } from '../../core/bilingual.ts'
import type { Collateral, Objection } from '../../web/schemas/cases.ts'
import { localised } from '../terminal-language.ts'

const text = (en: string, ja: string): string => localised({ en, ja } satisfies Bilingual)
const rounded = (count: number): string => String(Math.round(count * 10) / 10)

const OBJECTIONS: Readonly<Record<Objection, Bilingual>> = {
  'not-estimated': { en: 'nobody can say who would be hurt', ja: '影響を受ける利用者が不明です' },
  'known-good': { en: 'it is on a known-good list', ja: '既知の正常な宛先に掲載されています' },
  'many-services': {
    en: 'the address is shared by many services',
    ja: '多数のサービスが共用するアドレスです',
  },
  'mostly-other-use': {
    en: 'most people use something else on this address',
    ja: '利用者の大半は、同じアドレスの別のサービスを使っています',
  },
  'many-subscribers': {
    en: 'very many subscribers talk to it',
    ja: '非常に多くの加入者が接触しています',
  },
}

/** What `noroshi case` says of publishing. */
export const CASE_TEXTS = {
  objection: (objection: Objection) => localised(OBJECTIONS[objection]),
  waiting: (by: string) =>
    text(
      `${by} asks for publication; a second person has to approve`,
      `${by} が公開を申請しています。別の人の承認が必要です`,
    ),
  warning: (status: string, until: string) =>
    text(`warning ${status}, valid until ${until}`, `警告 ${status}、有効期限 ${until}`),
  ending: (count: number, hours: number) =>
    text(`${count} warnings end within ${hours} hours.`, `${hours}時間以内に期限切れ: ${count}件`),
  noEstimate: () =>
    text(
      'Nothing can be said: no flows of it are stored, or no service runs here.',
      '影響は不明です（フロー情報がないか、サービスが動いていません）。',
    ),
  estimate: (of: NonNullable<Collateral['estimate']>) =>
    text(
      `${rounded(of.subscribersPerDay)} subscribers a day, ${rounded(of.answeredPerDay)} of them answered; ` +
        `${of.otherServices} other services with ${rounded(of.otherSubscribersPerDay)} subscribers a day; ` +
        `seen for ${rounded(of.ageDays)} days`,
      `1日あたり加入者${rounded(of.subscribersPerDay)}件（うち応答あり${rounded(of.answeredPerDay)}件）、` +
        `他のサービス${of.otherServices}件（1日あたり加入者${rounded(of.otherSubscribersPerDay)}件）、` +
        `観測期間${rounded(of.ageDays)}日`,
    ),
}

import type { Bilingual } from '../../core/bilingual.ts'
import { localised } from '../terminal-language.ts'

const SCOPES: Readonly<Record<string, Bilingual>> = {
  'block-address': { en: 'blocking by address', ja: '遮断（アドレス）' },
  'block-name': { en: 'blocking by name', ja: '遮断（名前）' },
  'gateway-detection': { en: 'detection at the gateway', ja: '出入口での検知' },
  'device-alerts': { en: 'alerts about devices', ja: '機器の注意喚起' },
}

export const scopeText = (scope: string): string => {
  const text = SCOPES[scope]
  return text ? localised(text) : scope
}

export const GRANT_TEXTS = {
  recorded: (hash: string) =>
    localised({
      en: `Recorded. Receipt ${hash.slice(0, 16)}.`,
      ja: `記録しました。受付番号 ${hash.slice(0, 16)}`,
    }),
  holds: () =>
    localised({
      en: 'The proof holds: no event and no wording was changed.',
      ja: '証明は正しいものです。記録も文面も変更されていません。',
    }),
  wasImported: (rows: number) =>
    localised({ en: `${rows} lines recorded.`, ja: `${rows}行を記録しました。` }),
  wouldImport: (rows: number) =>
    localised({
      en: `${rows} lines could be recorded; nothing was (--dry-run).`,
      ja: `${rows}行を記録できます（--dry-run のため記録していません）。`,
    }),
  nothingImported: (count: number) =>
    localised({
      en: `Nothing was recorded: ${count} lines are wrong.`,
      ja: `${count}行に誤りがあるため、何も記録していません。`,
    }),
  linkOnce: (expiresAt: string) =>
    localised({
      en: `Works once, until ${expiresAt}. It is not shown again.`,
      ja: `一度だけ、${expiresAt} まで使えます。再表示はできません。`,
    }),
  noTerms: () =>
    localised({
      en: 'No terms are published; nobody can agree yet. "noroshi grant terms --publish SCOPE --note …" publishes the template.',
      ja: '公開された文面がないため、まだ誰も同意できません。「noroshi grant terms --publish 種別 --note …」でひな形を公開できます。',
    }),
} as const

import type { Bilingual } from '../../core/bilingual.ts'
import { INGEST_ERRORS } from '../../flows/ingest/index.ts'
import { DISPUTE_PROBLEMS } from '../../gate/disputes/http/texts.ts'
import { PROBLEM_TEXTS } from '../../web/problems/problem-texts.ts'
import { COMMAND_TEXTS } from './command-texts.ts'
import { DROP_TEXTS } from './decode-texts.ts'
import { GATE_TEXTS } from './gate-texts.ts'

/** Every stable code that an operator can meet, by where it is met. */
export const CODE_CATALOGUE: readonly {
  readonly title: Bilingual
  readonly texts: Readonly<Record<string, Bilingual>>
}[] = [
  { title: { en: 'Commands and the service', ja: 'コマンドとサービス' }, texts: COMMAND_TEXTS },
  {
    title: { en: 'Received and not stored', ja: '受信したが格納しなかったもの' },
    texts: DROP_TEXTS,
  },
  { title: { en: 'Files', ja: 'ファイルの取り込み' }, texts: INGEST_ERRORS },
  { title: { en: 'The gate and the hub', ja: '警告の共有とハブ' }, texts: GATE_TEXTS },
  { title: { en: 'Disputes', ja: '申立て' }, texts: DISPUTE_PROBLEMS },
  { title: { en: 'API and console', ja: 'APIとコンソール' }, texts: PROBLEM_TEXTS },
]

/** The reference page, made from the texts that the program itself shows. */
export function renderCatalogue(): string {
  const sections = CODE_CATALOGUE.map(({ title, texts }) => {
    const rows = Object.entries(texts)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([code, text]) => `| \`${code}\` | ${text.en} | ${text.ja} |`)
    return `## ${title.en} – ${title.ja}\n\n| code | what it means and what to do | 意味と対処 |\n|---|---|---|\n${rows.join('\n')}\n`
  })
  return `# Codes – コード一覧\n\nEvery error ends in one of these codes; counters carry them as the label \`reason\`.\nMade by \`node tools/codes.ts --write\`.\n\n${sections.join('\n')}`
}

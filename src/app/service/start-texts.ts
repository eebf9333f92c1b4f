import type { Bilingual } from '../../core/bilingual.ts'
import { localised } from '../terminal-language.ts'

const text = (en: string, ja: string): string => localised({ en, ja } satisfies Bilingual)

/** What `start` says on the terminal. */
export const START_TEXTS = {
  console: () => text('console', 'コンソール'),
  collecting: () => text('collecting', '収集'),
  from: (prefixes: string) =>
    text(
      `from ${prefixes}; headers only, never payload`,
      `送信元 ${prefixes}（ヘッダのみ。通信の内容は扱いません）`,
    ),
  listener: (accepts: string, place: string) =>
    text(`${accepts} on ${place}`, `${place}（${accepts}）`),
  notice: () => text('notice', 'お知らせ'),
  noNotice: () =>
    text(
      'NOTHING IS COLLECTED until subscribers have been told: noroshi notice show, then noroshi notice publish',
      '利用者へのお知らせを公開するまで収集しません：noroshi notice show で確認し、noroshi notice publish で公開',
    ),
  data: () => text('data', 'データ'),
  kept: (directory: string, days: number) =>
    text(
      `${directory}, flows kept ${days} days`,
      `${directory}（フロー情報の保存期間 ${days} 日）`,
    ),
  demo: () => text('demo', '実演'),
  country: (seed: number) =>
    text(
      `a small simulated country, seed ${seed}: its last day, six before it in outline, then live; all of it synthetic`,
      `模擬の小さな国（シード ${seed}）の直近1日（その前の6日間は概略）と現在の通信。すべて合成データです`,
    ),
  signIn: () => text('sign in', 'サインイン'),
  signInHint: () =>
    text(
      'one-time link for the first administrator, good for an hour; keep it to yourself',
      '最初の管理者のための1回限りのリンク（1時間有効）。他人に見せないでください',
    ),
  stop: () => text('Ctrl-C stops.', 'Ctrl-C で停止します。'),
  stopping: () => text('stopping …', '停止しています…'),
  building: () => text('building the console …', 'コンソールを構築しています…'),
  countryAt: (time: string) => text(`country at ${time} UTC; `, `模擬時刻 ${time} UTC、`),
  countryLive: () => text('country live; ', '模擬時刻は現在、'),
  state: (exporters: number, flows: number, lost: number) =>
    text(
      `${exporters} exporters, ${flows.toLocaleString('en')} flows stored, ${lost} lost`,
      `エクスポータ ${exporters} 台、格納済み ${flows.toLocaleString('ja')} フロー、破棄 ${lost}`,
    ),
  candidates: (endpoints: number) =>
    text(
      `Candidates among ${endpoints.toLocaleString('en')} endpoints:`,
      `${endpoints.toLocaleString('ja')} エンドポイント中の候補：`,
    ),
  firstCandidates: () =>
    text(
      'First candidates, while the country’s day is still coming in:',
      '最初の候補（1日分の受信はまだ続いています）：',
    ),
  clients: (count: number) => text(`(${count} clients)`, `（端末 ${count} 台）`),
  seeAll: (url: string) =>
    text(
      `See them all, with reasons for and against: ${url}`,
      `すべての候補と、根拠・反証はこちら： ${url}`,
    ),
}

import type { Bilingual } from '../../core/bilingual.ts'
import type { ConsentFact } from '../../measures/consent/event.ts'

/** Words of the subscriber's page; those of each consent are the published terms. */
export const SUBSCRIBER_TEXTS = {
  title: { ja: '安全のための設定', en: 'Your protection' },
  language: { ja: '言語', en: 'Language' },
  otherLanguage: { ja: 'English', en: '日本語' },
  intro: {
    ja: 'ここで、それぞれの保護を使うかどうかを選べます。どちらを選んでも、料金もサービスも変わりません。',
    en: 'Here you choose which protection you want. Your price and your service stay the same whatever you choose.',
  },
  enter: {
    ja: 'ご契約の回線の設定ページを開きます。このリンクは一度だけ使えます。',
    en: 'This opens the page of your line. The link works once.',
  },
  open: { ja: '開く', en: 'Open' },
  recorded: { ja: '承りました。すぐに反映されます。', en: 'Recorded. It takes effect at once.' },
  receipt: { ja: '受付番号', en: 'Receipt' },
  nothing: {
    ja: 'いま選べる保護はありません。',
    en: 'There is nothing to choose at present.',
  },
  agreed: { ja: '利用しています', en: 'On' },
  askedAgain: {
    ja: '内容が変わりました。改めてお答えください。お答えがない場合、次の時刻で終わります：',
    en: 'This has changed; please answer again. Without an answer it ends on',
  },
  withdrawn: { ja: '利用していません', en: 'Off' },
  lapsed: {
    ja: '内容が変わったため、いまは利用していません',
    en: 'Off, because what you had agreed to has changed',
  },
  unanswered: { ja: 'まだ選ばれていません（利用していません）', en: 'Not chosen yet (off)' },
  details: { ja: 'くわしい内容', en: 'What this means' },
  generalTerms: {
    ja: 'この保護は契約約款に基づいて提供されます。いつでもやめることができます。',
    en: 'This protection is part of the general terms. You can opt out at any time.',
  },
  agree: { ja: '同意して利用する', en: 'Agree and use it' },
  withdraw: { ja: '利用しない（取りやめる）', en: 'Do not use it' },
  pauseTitle: { ja: 'つながらないときは', en: 'Something does not open?' },
  pauseText: {
    ja: '遮断を一時的に止めて、確かめることができます。時間がたつと自動で元に戻ります。',
    en: 'Pause the blocking and try again. It comes back by itself.',
  },
  pause: { ja: '%時間だけ遮断を止める', en: 'Pause for % hour(s)' },
  paused: { ja: '遮断を止めています', en: 'Blocking is paused' },
  pausedUntil: { ja: '次の時刻に自動で戻ります：', en: 'It comes back by itself on' },
  resume: { ja: 'いますぐ保護を再開する', en: 'Protect me again now' },
  leave: { ja: 'このページを閉じる（ログアウト）', en: 'Leave this page' },
  left: { ja: 'ページを閉じました。', en: 'You have left the page.' },
  visitOver: {
    ja: 'このページの有効時間が終わりました。もう一度、ご契約の事業者からのリンクでお入りください。',
    en: 'Your visit is over. Come in again by a link from your provider.',
  },
  historyTitle: { ja: 'これまでの記録', en: 'What was recorded' },
  history: {
    granted: { ja: '同意', en: 'agreed' },
    withdrawn: { ja: '取りやめ', en: 'withdrawn' },
    lapsed: { ja: '内容変更により終了', en: 'ended by changed terms' },
    paused: { ja: '一時停止', en: 'paused' },
    resumed: { ja: '再開', en: 'resumed' },
    'line-assigned': { ja: 'アドレスの割り当て', en: 'address assigned' },
    'line-ended': { ja: 'アドレスの終了', en: 'address ended' },
    'contract-ended': { ja: '契約の終了', en: 'contract ended' },
  } satisfies Readonly<Record<ConsentFact['kind'], Bilingual>>,
} as const satisfies Readonly<Record<string, Bilingual | Readonly<Record<string, Bilingual>>>>

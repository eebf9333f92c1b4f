/** Long because it is every sentence that owners read, in both languages, side by side. */
import type { Bilingual, Language } from '../../../core/bilingual.ts'
import type { EndpointKind } from '../../../core/endpoint-kind.ts'
import type { WarningBand, WarningStatus } from '../../warning/warning.ts'
import type { DisputeErrorCode } from '../errors.ts'
import type { DisputeStatus } from '../life.ts'

export const TEXTS = {
  title: { ja: 'あなたのサーバについての確認と申立て', en: 'Is my server named? Ask, and object' },
  intro: {
    ja: '会員の電気通信事業者は、C&Cサーバ（感染した機器に指令を送るサーバ）である可能性が高い機器のアドレスを、警告として共有しています。ご自身のサーバが含まれているかを確かめ、誤りがあれば申し立てることができます。費用はかかりません。',
    en: 'Telecom operators who are members here warn each other of probable command-and-control servers: machines that give orders to infected ones. You can find out whether your server is among them, and object if that is wrong. It costs nothing.',
  },
  sameAnswer: {
    ja: '手順は、掲載の有無にかかわらずどなたも同じです。アドレスの管理者であることを示していただいた後に、内容をお知らせします。',
    en: 'The way is the same for everybody, whatever is listed: first you show that you control the address, then we tell you what is said of it.',
  },
  address: { ja: 'IPアドレス', en: 'IP address' },
  addressHelp: { ja: '例：203.0.113.7、2001:db8::7', en: 'For example 203.0.113.7 or 2001:db8::7' },
  port: { ja: 'ポート番号（任意）', en: 'Port (if you like)' },
  portHelp: {
    ja: 'ファイルを80番以外のポートに置く場合に入力してください。',
    en: 'Where a file of yours can be fetched over HTTP, if not on port 80.',
  },
  ask: { ja: '手続きを始める', en: 'Begin' },
  privacy: {
    ja: 'お問い合わせ元のアドレスは記録しません。申立ての文章と連絡先は運営団体の中だけで扱い、終了から{days}日後に削除します。',
    en: 'Where you ask from is not recorded. What you write, and your contact, stay with the association and are deleted {days} days after the end.',
  },
  statistics: { ja: '申立ての統計', en: 'Statistics of disputes' },
  home: { ja: 'はじめのページ', en: 'First page' },
  keepLink: {
    ja: 'このページのアドレス（リンク）を保存してください。再発行はできません。リンクを知っている人は、あなたに代わって手続きができます。',
    en: 'Keep the address of this page. It cannot be given again, and whoever has it can act in your name.',
  },
  reference: { ja: '受付番号', en: 'Reference' },
  until: { ja: '期限', en: 'Until' },
  proveTitle: {
    ja: 'アドレスの管理者であることを示してください',
    en: 'Show that you control the address',
  },
  proveOne: { ja: '次のいずれか1つで結構です。', en: 'One of these is enough.' },
  byFile: { ja: '方法1：ファイルを置く', en: 'First way: a file' },
  byFileText: {
    ja: '次のアドレスで、次の1行だけを返すようにしてください（転送は確認しません）。',
    en: 'Let this address answer with this one line and nothing else. Redirects are not followed.',
  },
  byName: { ja: '方法2：DNSに登録する', en: 'Second way: DNS' },
  byNameText: {
    ja: '逆引きゾーンに、次の名前のTXTレコードを登録してください（多くの場合、接続事業者が管理しています）。',
    en: 'Put this TXT record into the reverse zone of the address, which is often in the hands of your provider.',
  },
  byContact: { ja: '方法3：登録された連絡先から', en: 'Third way: the registered contact' },
  byContactText: {
    ja: 'アドレスの登録情報（WHOISなど）に載っている連絡先から、受付番号を添えてご連絡ください。',
    en: 'Write to us, with the reference, from the contact that the registry (WHOIS) names for the address.',
  },
  contactOf: { ja: '運営団体の連絡先：{contact}', en: 'The association: {contact}' },
  check: { ja: '確認する', en: 'Look now' },
  checking: {
    ja: '確認しています。10秒ほど後に、下のリンクから結果をご覧ください。',
    en: 'We are looking. See the result in about ten seconds.',
  },
  seeResult: { ja: '結果を見る', en: 'See the result' },
  notFound: {
    ja: '前回の確認（{at}）では見つかりませんでした。置き場所と内容をお確かめください。',
    en: 'It was not found at the last look ({at}). Please check the place and the line.',
  },
  checksLeft: { ja: 'あと{count}回確認できます。', en: '{count} looks are left.' },
  provedTitle: { ja: '現在の内容', en: 'What is said of it' },
  nothingListed: {
    ja: 'このアドレスについての警告はありません。',
    en: 'Nothing is said of this address.',
  },
  proofEnds: {
    ja: '確認は{at}まで有効です。',
    en: 'Your proof holds until {at}.',
  },
  endpoint: { ja: '対象', en: 'Endpoint' },
  kind: { ja: '種別', en: 'Said to be' },
  band: { ja: '確からしさ', en: 'How sure' },
  valid: { ja: '有効期間', en: 'Valid' },
  status: { ja: '状態', en: 'Status' },
  proofFile: { ja: '証明ファイル', en: 'Proof file' },
  proofFileText: {
    ja: '掲載の内容と、改ざんできない記録に含まれていることを、ネットワークなしで検証できるファイルです。',
    en: 'It shows, without any network, what was listed and that it stands in the log that nobody can rewrite.',
  },
  download: { ja: 'ダウンロード', en: 'Download' },
  earlier: { ja: '一つ前の内容', en: 'The word before' },
  notTold: {
    ja: 'どの会員が知らせたかは、お伝えしていません。',
    en: 'Which member reported it is told to nobody.',
  },
  fileTitle: { ja: '誤りであると申し立てる', en: 'Object: file a dispute' },
  statement: { ja: '申立ての内容', en: 'What is wrong, and why' },
  statementHelp: {
    ja: '何のサーバか、いつから使っているか、被害に遭って対処した場合はその内容などをお書きください。{count}字まで。',
    en: 'What the server does, since when it is yours, what was done if it was misused. {count} characters at most.',
  },
  contact: { ja: '連絡先（任意）', en: 'How to reach you (if you like)' },
  file: { ja: '申し立てる', en: 'File the dispute' },
  disputeTitle: { ja: '申立て {id}', en: 'Dispute {id}' },
  state: { ja: '進み具合', en: 'State' },
  due: { ja: '決定の予定', en: 'Decision due' },
  overdue: {
    ja: '予定を過ぎています。お待たせして申し訳ありません。遅れは統計で公表しています。',
    en: 'This is late, and we are sorry. Delays are published in the statistics.',
  },
  suspended: {
    ja: '審査の間、会員はこの警告に基づく措置を行いません。',
    en: 'While it is heard, members do nothing on account of the warning.',
  },
  notSuspended: {
    ja: '審査の間も警告は有効です。',
    en: 'The warning stays in force while it is heard.',
  },
  decided: { ja: '決定と理由', en: 'Decision and reason' },
  yourWords: { ja: 'あなたの申立て', en: 'What you said' },
  message: { ja: '運営団体から', en: 'From the association' },
  add: { ja: '補足する', en: 'Add something' },
  send: { ja: '送る', en: 'Send' },
  appeal: { ja: '再審査を求める', en: 'Appeal' },
  appealText: {
    ja: '{at}まで、1回に限り求められます。これまで関わっていない担当者が決定します。',
    en: 'Once, until {at}. Somebody who had no part in the decision decides.',
  },
  withdraw: { ja: '申立てを取り下げる', en: 'Withdraw the dispute' },
  now: { ja: '現在', en: 'Now' },
  open: { ja: '審査中', en: 'open' },
  late: { ja: '予定超過', en: 'overdue' },
  suspendedCount: { ja: '警告を停止中', en: 'suspended' },
  month: { ja: '月', en: 'Month' },
  claimed: { ja: '申出', en: 'Asked' },
  proved: { ja: '管理者と確認', en: 'Proved' },
  filed: { ja: '申立て', en: 'Filed' },
  released: { ja: '解除', en: 'Released' },
  rejected: { ja: '維持', en: 'Rejected' },
  withdrawn: { ja: '取下げ', en: 'Withdrawn' },
  appealed: { ja: '再審査', en: 'Appealed' },
  median: { ja: '決定までの中央値（時間）', en: 'Median hours' },
  worst: { ja: '決定までの最長（時間）', en: 'Worst hours' },
  statisticsText: {
    ja: '月は申立てのあった月（UTC）です。最初の決定までの目標は{hours}時間です。',
    en: 'By the month of filing (UTC). The first decision is due after {hours} hours.',
  },
  problem: { ja: '手続きできませんでした', en: 'That did not work' },
} as const satisfies Readonly<Record<string, Bilingual>>

export type TextKey = keyof typeof TEXTS
export type Say = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string

export function sayIn(language: Language): Say {
  return (key, values = {}) =>
    TEXTS[key][language].replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
}

export const STATUS_TEXTS: Readonly<Record<WarningStatus, Bilingual>> = {
  active: { ja: '有効', en: 'in force' },
  disputed: { ja: '申立てにより停止中', en: 'suspended by a dispute' },
  expired: { ja: '期限切れ', en: 'run out' },
  retracted: { ja: '撤回済み', en: 'retracted' },
  released: { ja: '解除済み', en: 'released' },
}

export const KIND_TEXTS: Readonly<Record<EndpointKind, Bilingual>> = {
  controller: {
    ja: 'C&Cサーバである可能性が高い機器',
    en: 'a probable command-and-control server',
  },
  'initial-contact': {
    ja: '感染した機器が最初に接続する先',
    en: 'what infected machines contact first',
  },
  downloader: { ja: '不正なプログラムの配布元', en: 'where malicious programs are loaded from' },
  scanner: { ja: '侵入先を探している機器', en: 'a machine that looks for victims' },
  sinkhole: {
    ja: '防御側が観測のために置いた機器',
    en: 'a sinkhole: a defender’s machine in a controller’s place',
  },
  unknown: { ja: '種別は分かっていません', en: 'of unknown kind' },
}

export const BAND_TEXTS: Readonly<Record<WarningBand, Bilingual>> = {
  watch: { ja: '観察（低い）', en: 'watched (low)' },
  suspected: { ja: '疑い（中程度）', en: 'suspected (medium)' },
  'share-candidate': { ja: '共有候補（高い）', en: 'share candidate (high)' },
}

export const DISPUTE_STATUS_TEXTS: Readonly<Record<DisputeStatus, Bilingual>> = {
  filed: { ja: '受け付けました', en: 'filed' },
  'first-review': { ja: '担当者が確認しています', en: 'an officer looks into it' },
  'second-review': {
    ja: '別の担当者が決定するところです',
    en: 'a second officer is about to decide',
  },
  released: {
    ja: '申立てを認め、警告を解除しました',
    en: 'you were right: the warning is released',
  },
  rejected: {
    ja: '申立てを認めず、警告を維持しました',
    en: 'rejected: the warning stands',
  },
  withdrawn: { ja: '取り下げられました', en: 'withdrawn' },
}

/** What a visitor is told when something was refused; also in the catalogue of codes. */
export const DISPUTE_PROBLEMS: Readonly<Record<DisputeErrorCode, Bilingual>> = {
  DISPUTE_NOT_FOUND: {
    ja: 'このリンクまたは受付番号では何も見つかりません。期限が切れたか、入力に誤りがあります。',
    en: 'There is nothing under this link or reference: it has lapsed, or is mistyped.',
  },
  DISPUTE_ADDRESS_UNUSABLE: {
    ja: 'インターネット上のサーバのIPアドレスを入力してください（名前やプライベートアドレスは使えません）。',
    en: 'Give the IP address of a server on the Internet; a name or a private address is none.',
  },
  DISPUTE_FORM_INVALID: {
    ja: '入力が不足しているか、長すぎます。戻って直してください。',
    en: 'Something is missing or too long. Go back and mend it.',
  },
  DISPUTE_LIMITED: {
    ja: '回数の上限に達しました。時間をおいてお試しいただくか、運営団体にご連絡ください。',
    en: 'There were too many attempts. Wait an hour, or write to the association.',
  },
  DISPUTE_NOT_NOW: {
    ja: '現在の状態では、この手続きはできません。ページを読み直してください。',
    en: 'This is not possible in the present state. Load the page again.',
  },
  DISPUTE_HEARD_ALREADY: {
    ja: '同じ対象についての申立てが審査中、または後から審査されています。',
    en: 'A dispute about the same endpoint is being heard, or was heard later.',
  },
  DISPUTE_NOTHING_LISTED: {
    ja: '申立ての対象となる有効な警告はありません。',
    en: 'No warning is in force that could be disputed.',
  },
  DISPUTE_OFFICER_UNKNOWN: {
    ja: 'このトークンの担当者はいません。「hub dispute officer」で確認してください。',
    en: 'No officer in office has this token. See "hub dispute officer".',
  },
  DISPUTE_OFFICER_TAKEN: {
    ja: '同じ名前の担当者がいる（いた）ため、別の名前にしてください。',
    en: 'An officer has or had this name; in histories a name is one person’s.',
  },
  DISPUTE_OFFICER_SAME: {
    ja: '提案した人とは別の担当者が決定します。再審査は、これまで関わっていない担当者が決定します。',
    en: 'Another officer than the proposing one decides; an appeal, one who had no part before.',
  },
  DISPUTE_REASON_UNFIT: {
    ja: 'この結論に合わない理由です。使える理由はメッセージをご覧ください。',
    en: 'This reason is none of that outcome’s. The message names those that are.',
  },
}

import type { Bilingual } from '../../core/bilingual.ts'
import { ALERT_PROBLEM_TEXTS } from './alert-problems.ts'
import { MEASURE_PROBLEM_TEXTS } from './measure-problems.ts'
import { MEASURES_LIVE_TEXTS } from './measures-live-problems.ts'
import { PEOPLE_PROBLEM_TEXTS } from './people-problems.ts'
import type { ProblemCode } from './problem-code.ts'
import { WEB_PROBLEM_TEXTS } from './web-problems.ts'

/** What a person reads: what happened, what it means for them, what to do next. */
export const PROBLEM_TEXTS: Readonly<Record<ProblemCode, Bilingual>> = {
  ...WEB_PROBLEM_TEXTS,
  ...PEOPLE_PROBLEM_TEXTS,
  ...MEASURES_LIVE_TEXTS,
  ...MEASURE_PROBLEM_TEXTS,
  ...ALERT_PROBLEM_TEXTS,

  CASE_NOT_FOUND: {
    en: 'There is no such case. It may belong to another installation; search for its endpoint.',
    ja: 'その事案はありません。別の環境のものかもしれません。エンドポイントで検索してください。',
  },
  CASE_TRANSITION_ILLEGAL: {
    en: 'The case is no longer in the state you saw: somebody decided meanwhile. Reload it and look again.',
    ja: '事案の状態が変わっています。別の担当者が先に判断しました。再読み込みして確認してください。',
  },
  NOTE_REQUIRED: {
    en: 'A decision needs a note that says why. Write one sentence.',
    ja: '判断には理由が必要です。一文で構いませんので記入してください。',
  },
  NOTE_TOO_LONG: {
    en: 'The note is longer than 2,000 characters. Shorten it, or link to a document.',
    ja: 'メモが2,000文字を超えています。短くするか、文書へのリンクにしてください。',
  },
  NOTE_NAMES_SUBSCRIBER: {
    en: 'The note names the address of a subscriber. A case must not say who communicated: remove the address.',
    ja: 'メモに加入者のアドレスが含まれています。誰が通信したかは事案に書けません。アドレスを削除してください。',
  },
  ACTOR_REQUIRED: {
    en: 'A decision must say who decides. Give a name.',
    ja: '判断した人の名前が必要です。名前を入力してください。',
  },
  APPROVER_IS_PROPOSER: {
    en: 'Publishing takes two people, and you asked for it yourself. Ask a colleague to approve.',
    ja: '公開には二人の判断が必要です。申請した本人は承認できません。同僚に承認を依頼してください。',
  },
  APPROVER_ROLE_MISSING: {
    en: 'Only an approver can be the second person. Ask somebody who has that role.',
    ja: '承認できるのは承認者の役割を持つ人だけです。承認者に依頼してください。',
  },
  COLLATERAL_TOO_GREAT: {
    en: 'Others would be hurt: the address is shared, known to be good, or nobody can tell. Nothing was published. If it must be, give a reason in the override.',
    ja: 'ほかの利用者に影響が及ぶおそれがあります（共用、既知の正常な宛先、または影響が不明）。公開していません。それでも必要な場合は、理由を記入して申請してください。',
  },
  EVIDENCE_TOO_WEAK: {
    en: 'Only unanswered contacts speak for this case, and those can be forged. Add evidence of a second origin; this cannot be overridden.',
    ja: '応答のない接触しか根拠がありません。送信元は偽装できるため公開できません。別の情報源の根拠を追加してください。',
  },
  EVIDENCE_INVALID: {
    en: 'The evidence is incomplete or out of bounds: it needs a source, an origin, a past date and a sentence.',
    ja: '根拠の内容が不足しているか範囲外です。種類、情報源、過去の日時、説明の一文が必要です。',
  },
  EVIDENCE_NAMES_ADDRESS: {
    en: 'The evidence names an address that is not the endpoint. Evidence says how many, never who: remove the address.',
    ja: '根拠に、このエンドポイント以外のアドレスが含まれています。誰が通信したかは根拠に書けません。アドレスを削除してください。',
  },
  LEASE_INVALID: {
    en: 'A warning must end: give an end in the future, at most 31 days away.',
    ja: '警告には期限が必要です。31日以内の将来の時点を指定してください。',
  },
  LEASE_RUNS: {
    en: 'The warning has not run out yet. To end it now, retract it, or answer its dispute.',
    ja: '警告はまだ有効期間内です。今すぐ終わらせるには、撤回するか、申立てに回答してください。',
  },
  EXPIRED_NEEDS_EVIDENCE: {
    en: 'This warning ran out of time. It comes back with new evidence only; add some.',
    ja: 'この警告は期限切れです。新しい根拠がある場合にだけ戻せます。根拠を追加してください。',
  },
  UNDO_TOO_LATE: {
    en: 'It is too late to take this back as if it had not been: seconds have passed, or somebody has decided since. Reopen the case instead.',
    ja: '取り消せる時間を過ぎたか、その後に別の判断が行われたため、なかったことにはできません。事案を再開してください。',
  },
  PERSON_UNPROVEN: {
    en: 'Publishing takes two persons who have proved who they are. Sign in to the console, or give a token of your own with --token-file; a name given on the machine counts for neither half.',
    ja: '公開には、本人であることを示した2名が必要です。コンソールにサインインするか、ご自身のトークンを --token-file で指定してください。コマンドで名乗った名前は、申請にも承認にも数えません。',
  },
  TARGET_INVALID: {
    en: 'Give one address, or a prefix of at most an IPv4 /16 or an IPv6 /32.',
    ja: 'アドレス1つ、またはIPv4は /16、IPv6は /32 までのプレフィックスを指定してください。',
  },
  CURSOR_INVALID: {
    en: 'This page of the list is no longer valid. Start again from the first page.',
    ja: '一覧のこのページは無効になりました。最初のページからやり直してください。',
  },

  NOTICE_REQUIRED: {
    en: 'Nothing is collected or imported before subscribers have been told: no published notice matches the running configuration. See "noroshi notice show", then "noroshi notice publish". For files without any of your subscribers: ingest --foreign REASON.',
    ja: '実際の設定と一致する利用者へのお知らせが公開されるまで、収集も取り込みも行いません。「noroshi notice show」で確認し「noroshi notice publish」で公開してください。自社の利用者を含まないファイルは ingest --foreign 理由 で取り込めます。',
  },
  NOTICE_INCOMPLETE: {
    en: 'The configuration does not say who is responsible, how to reach them, or how to say no. Fill in notice.operator, notice.contact and notice.optOut in noroshi.json, each in Japanese and English.',
    ja: '実施者・連絡先・やめる方法のいずれかが設定にありません。noroshi.json の notice.operator、notice.contact、notice.optOut に日本語と英語で記入してください。',
  },
  NOTICE_NOT_FOUND: {
    en: 'There is no notice of that version. See the list of versions.',
    ja: 'その版のお知らせはありません。版の一覧をご覧ください。',
  },
  NOTICE_CHANGED: {
    en: 'The configuration says something else than what you have read. Nothing was published; read it again.',
    ja: '確認した内容と現在の設定が異なります。公開していません。もう一度内容を確認してください。',
  },
  LIST_NOT_FOUND: {
    en: 'There is no list source of this name, or it has no URL and no file was named. See "noroshi list sources".',
    ja: 'この名前の情報源がないか、URLがなくファイルも指定されていません。「noroshi list sources」をご覧ください。',
  },
  LIST_SOURCE_INVALID: {
    en: 'What is stated about the list is out of bounds. The message names it.',
    ja: 'リストについての指定が範囲外です。該当箇所はメッセージをご覧ください。',
  },
  LIST_SOURCE_REMOVED: {
    en: 'This source was removed. Its history stands; give a new list a new name.',
    ja: 'この情報源は削除済みです。履歴は残ります。新しいリストには別の名前を付けてください。',
  },
  LIST_KIND_MISMATCH: {
    en: 'Known-good content and a reputation list do not mix. Nothing was imported; give it a source of its own with the right --kind.',
    ja: '既知の正常な宛先とレピュテーションリストは混ぜられません。取り込みは行っていません。--kind を正しく指定し、別の情報源としてください。',
  },
  LIST_FORMAT_UNKNOWN: {
    en: 'The content is no list that is recognised. State the format with --format, and the columns with --column.',
    ja: 'リストの形式を判別できません。--format で形式を、--column で列を指定してください。',
  },
  LIST_FORMAT_DOUBTFUL: {
    en: 'More than half of the list could not be understood, so nothing was imported. It may be another format or an error page.',
    ja: '半分以上の行を解釈できないため、取り込みませんでした。別の形式か、エラーページの可能性があります。',
  },
  LIST_UNREADABLE: {
    en: 'The document is damaged or not what its format says. Fetch it again, or state another format.',
    ja: '文書が壊れているか、形式と一致しません。取得し直すか、別の形式を指定してください。',
  },
  LIST_TOO_LARGE: {
    en: 'The list exceeds a limit (octets, entries, events or length of a line), so nothing was imported.',
    ja: 'リストが上限（容量、件数、イベント数、行の長さ）を超えたため、取り込みませんでした。',
  },
  LIST_EMPTY: {
    en: 'The list names nothing. If its publisher ended it, remove the source.',
    ja: 'リストが空です。提供が終了した場合は、情報源を削除してください。',
  },
  LIST_SHRUNK: {
    en: 'More than half of what was listed is gone, which an outage upstream looks like too; nothing was changed. If it is right, import it with --allow-shrinking.',
    ja: '掲載の半分以上が消えています。提供元の障害の可能性もあるため、変更していません。正しい場合は --allow-shrinking を付けて取り込んでください。',
  },
  LIST_URL_REFUSED: {
    en: 'Only https URLs that lead to public addresses are fetched, without credentials in them.',
    ja: '公開アドレスに至るhttpsのURLだけを取得します（URLに認証情報を含めることはできません）。',
  },
  LIST_UNREACHABLE: {
    en: 'The list could not be fetched or read. What is known of it stays as it is; it is tried again.',
    ja: 'リストを取得または読み取れませんでした。既存の内容は保持され、あとで再試行します。',
  },
  ENGINE_FAILED: {
    en: 'The flow store could not answer. Collecting goes on; try again, and see the health page if it stays.',
    ja: 'フローの保存先が応答できませんでした。収集は続いています。再度お試しになり、続く場合は稼働状況を確認してください。',
  },
  ENGINE_NOT_OPENED: {
    en: 'The flow store is not open: another process may hold the data directory. See the health page.',
    ja: 'フローの保存先を開けていません。別のプロセスが使用中かもしれません。稼働状況を確認してください。',
  },
  ENGINE_UNREACHABLE: {
    en: 'The ClickHouse server, or one of its shards, does not answer. Collecting goes on and the spool holds the records; start the server again.',
    ja: 'ClickHouseサーバ、またはそのシャードの一つが応答しません。収集は続いており、記録はスプールに保持されます。サーバを再起動してください。',
  },
  SEGMENT_INVALID: {
    en: 'A stored segment cannot be read. See the log for its file, and keep the file.',
    ja: '保存済みのセグメントを読み取れません。ログでファイル名を確認し、ファイルを残しておいてください。',
  },
  ACCESS_UNSTATED: {
    en: 'Nobody may look at flow records without a purpose, a name and a reason. Give all three.',
    ja: '目的・氏名・理由のない閲覧はできません。三つとも指定してください。',
  },
  AUDIT_UNWRITABLE: {
    en: 'The audit cannot be written, so nobody may look at flow records. Check the disk.',
    ja: '監査記録を書き込めないため、フロー情報は閲覧できません。ディスクを確認してください。',
  },
  AUDIT_BROKEN: {
    en: 'The chain of the audit is broken: an entry was changed or removed. Run "noroshi audit verify".',
    ja: '監査記録の連鎖が壊れています。変更または削除された記録があります。「noroshi audit verify」を実行してください。',
  },

  MODEL_INVALID: {
    en: 'The model file cannot be used, so nothing is scored. Restore it, or run "noroshi train".',
    ja: 'モデルファイルを利用できないため、評価できません。復元するか「noroshi train」を実行してください。',
  },
  MODEL_FEATURES_MISMATCH: {
    en: 'The model was trained for other features than this version computes. Run "noroshi train".',
    ja: 'モデルの特徴量がこのバージョンと一致しません。「noroshi train」を実行してください。',
  },
  MODEL_UNKNOWN: {
    en: 'No model of this name is kept here, or its file cannot be read. "noroshi model list" has them all.',
    ja: 'この名前のモデルはないか、ファイルを読み取れません。noroshi model list で一覧を確認してください。',
  },
  MODEL_CHAMPION_ALREADY: {
    en: 'This model decides already; nothing was changed.',
    ja: 'このモデルはすでに使用中です。何も変更していません。',
  },
  TRAINING_SAMPLES_UNUSABLE: {
    en: 'The samples cannot train a model: they need both kinds of endpoint and enough of each.',
    ja: 'このサンプルでは学習できません。両方の種類のエンドポイントが十分な数だけ必要です。',
  },
  DETECTION_OPTION_INVALID: {
    en: 'An option of the detection makes no sense. Check the window, the dates and the number of clients.',
    ja: '検知の指定に誤りがあります。期間、日時、クライアント数を確認してください。',
  },
}

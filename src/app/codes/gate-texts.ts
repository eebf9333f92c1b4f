import type { Bilingual } from '../../core/bilingual.ts'
import type { HubErrorCode } from '../../gate/hub/errors.ts'
import type { LogErrorCode } from '../../gate/log/errors.ts'
import type { SyncErrorCode } from '../../gate/sync/errors.ts'
import type { WarningErrorCode } from '../../gate/warning/errors.ts'
import type { TrustErrorCode } from '../../gate/warning/trust/errors.ts'

/** Why a warning was refused at a door, and why a hub or its log was not believed. */
export const GATE_TEXTS: Readonly<
  Record<WarningErrorCode | TrustErrorCode | LogErrorCode | HubErrorCode | SyncErrorCode, Bilingual>
> = {
  WARNING_MALFORMED: {
    en: 'What came is not a warning: a field has the wrong type. Check the sender’s version.',
    ja: '警告の形式ではありません（項目の型が違います）。送信側のバージョンを確認してください。',
  },
  WARNING_FIELD_UNKNOWN: {
    en: 'A warning says an endpoint and nothing else; the sender added a field. It was refused whole, so nothing leaked further.',
    ja: '警告が伝えるのはエンドポイントのみですが、余分な項目がありました。全体を拒否し、先へは渡していません。',
  },
  WARNING_FIELD_MISSING: {
    en: 'A field of the warning is missing; the message names it.',
    ja: '警告の項目が不足しています。項目名はメッセージをご覧ください。',
  },
  WARNING_WORD_UNKNOWN: {
    en: 'A field says a word it may not say; free text is never shared.',
    ja: '項目に許されていない語があります（自由記述は共有できません）。',
  },
  WARNING_ID_FOREIGN: {
    en: 'The id is not the one of this endpoint.',
    ja: 'IDがこのエンドポイントのものではありません。',
  },
  WARNING_ADDRESS_INVALID: {
    en: 'The address is none, or is not in its canonical spelling.',
    ja: 'アドレスが不正か、正規の表記ではありません。',
  },
  WARNING_ADDRESS_NOT_PUBLIC: {
    en: 'The address is private, reserved or multicast, so it is no service on the Internet.',
    ja: 'プライベート、予約済みまたはマルチキャストのアドレスは共有できません。',
  },
  WARNING_ADDRESS_OWN: {
    en: 'The address lies in the sender’s own network and may be a subscriber; it is not shared.',
    ja: '自網のアドレスは加入者の可能性があるため共有できません。',
  },
  WARNING_PORT_INVALID: {
    en: 'The port is not a whole number from 0 to 65535.',
    ja: 'ポート番号が0から65535までの整数ではありません。',
  },
  WARNING_TIME_TOO_FINE: {
    en: 'Times are shared as whole hours in UTC, because a finer one can name a communication.',
    ja: '時刻はUTCの正時に限ります（細かい時刻は個々の通信を示しうるため）。',
  },
  WARNING_LEASE_INVALID: {
    en: 'The warning has no end, one before its beginning, or one too far away.',
    ja: '警告の期限がないか、開始より前か、遠すぎます。',
  },
  WARNING_VERSION_INVALID: {
    en: 'The version is not a whole number from 1.',
    ja: 'バージョンが1以上の整数ではありません。',
  },
  WARNING_VERSION_OLD: {
    en: 'A newer word about this endpoint is held already; the older one was not taken.',
    ja: 'このエンドポイントについてより新しい警告を保持しているため、古いものは採用しませんでした。',
  },
  WARNING_WITHDRAWN: {
    en: 'The warning was withdrawn. It can come back only as a new lease that begins in a later hour.',
    ja: '撤回済みの警告です。後の時刻に始まる新しい期限としてのみ再公開できます。',
  },

  RECEIPT_INVALID: {
    en: 'A receipt says a warning, its version, the minute in which it was lifted, a probe’s result and a number of devices; nothing else is taken.',
    ja: '受領証は、警告ID、版、解除した時刻（分単位）、到達確認の結果、装置の数のみです。他の項目は受け付けません。',
  },
  RECEIPT_FOREIGN: {
    en: 'The receipt is about a warning that this member was not given, or that has not been taken back.',
    ja: 'この会員に渡されていないか、取り下げられていない警告についての受領証です。',
  },
  KEY_FILE_MISSING: {
    en: 'The key file cannot be opened. Check its path and owner.',
    ja: '鍵ファイルを開けません。場所と所有者を確認してください。',
  },
  KEY_FILE_EXPOSED: {
    en: 'Others on this machine may read the key. Set its mode to 600, and replace the key, because somebody may have a copy.',
    ja: '鍵ファイルを他の利用者が読める状態です。権限を600にし、複製された可能性があるため鍵を交換してください。',
  },
  KEY_FILE_INVALID: {
    en: 'The file is no key file of this program, or is damaged. Restore it from your copy.',
    ja: '鍵ファイルではないか、壊れています。控えから復元してください。',
  },
  DOCUMENT_NOT_CANONICAL: {
    en: 'The document has no canonical form (RFC 8785), so no signature on it can be checked.',
    ja: '文書を正規形（RFC 8785）にできないため、署名を検証できません。',
  },
  DOCUMENT_MALFORMED: {
    en: 'The hub sent something that is no signed document. Look whether a proxy stands between; the last good list is kept.',
    ja: 'ハブから届いたものが署名文書ではありません。途中のプロキシを確認してください。最後に検証できた一覧を保持しています。',
  },
  DOCUMENT_TOO_LARGE: {
    en: 'More data was sent than such a document can have; the connection was cut and the last good list is kept.',
    ja: '上限を超えるデータが送られたため切断しました。最後に検証できた一覧を保持しています。',
  },
  SIGNATURES_TOO_FEW: {
    en: 'The document is not signed by the keys that the root names. Do not use it; tell the association.',
    ja: 'ルート文書が定める鍵で署名されていません。使用せず、ハブの運営者へ連絡してください。',
  },
  DOCUMENT_FOREIGN: {
    en: 'The document was made by another hub or for another member.',
    ja: '別のハブ、または別の会員宛ての文書です。',
  },
  ROOT_VERSION_WRONG: {
    en: 'The root document does not follow the one that is trusted; roots are followed one version at a time.',
    ja: 'ルート文書の版が連続していません（1版ずつ更新します）。',
  },
  ROOT_EXPIRED: {
    en: 'The root document ran out. The association must sign a new one; measures end with their leases.',
    ja: 'ルート文書の有効期限が切れました。運営者による再署名が必要です。措置は各期限で終了します。',
  },
  HEAD_ROLLED_BACK: {
    en: 'Somebody offers an older list than was seen before (rollback). It was refused; tell the association.',
    ja: '以前に確認したものより古い一覧が提示されました（巻き戻し）。拒否しました。運営者へ連絡してください。',
  },
  HEAD_FORKED: {
    en: 'Two different lists under one version: the hub or somebody with its keys tells two stories. Keep both files and tell the association.',
    ja: '同じ版で内容の異なる一覧があります。両方を保存し、運営者へ連絡してください。',
  },
  HEAD_EXPIRED: {
    en: 'The newest word of the hub ran out: it is down, or somebody keeps its news from you (freeze). Also check this machine’s clock.',
    ja: 'ハブの最新情報の有効期限が切れています。停止か、更新の遮断（凍結）が考えられます。時計も確認してください。',
  },
  HEAD_LASTS_TOO_LONG: {
    en: 'The head would hold for more than a day, which only a thief of keys needs. Tell the association.',
    ja: '有効期間が1日を超える先頭文書です。鍵の盗難が疑われます。運営者へ連絡してください。',
  },
  VERSION_LEAPED: {
    en: 'The version leaps so far that no honest one could follow (fast-forward). Tell the association.',
    ja: '版番号が異常に進んでいます（早送り）。運営者へ連絡してください。',
  },
  LIST_MIXED: {
    en: 'The documents do not lead to what the head names (mix and match). The last good list is kept.',
    ja: '文書の組み合わせが先頭文書と一致しません。最後に検証できた一覧を保持しています。',
  },
  LIST_ROLLED_BACK: {
    en: 'A list older than the held one was offered; it was refused.',
    ja: '保持しているものより古い一覧が提示されたため拒否しました。',
  },
  LIST_DISCONTINUED: {
    en: 'The change does not begin where the held list stands. The next attempt asks for the whole list.',
    ja: '差分が手元の一覧から続いていません。次回は全体を取得します。',
  },
  LIST_EXPIRED: {
    en: 'The list ran out before it was read. Ask the hub again, and check this machine’s clock.',
    ja: '一覧の有効期限が切れています。再取得し、時計を確認してください。',
  },
  LIST_WITHHELD: {
    en: 'The hub says that something changed and did not send it. The last good list is kept.',
    ja: '変更があるはずの内容が届きません。最後に検証できた一覧を保持しています。',
  },
  TRUST_STATE_DAMAGED: {
    en: 'What was remembered of the hub is damaged. Restore the file; beginning anew would let an old list pass, so it needs your decision.',
    ja: 'ハブについての記憶が壊れています。復元してください。初期化すると古い一覧を受け入れるおそれがあるため、自動では行いません。',
  },

  NOTE_MALFORMED: {
    en: 'This is no signed note (c2sp.org/signed-note).',
    ja: '署名付きノート（c2sp.org/signed-note）の形式ではありません。',
  },
  NOTE_KEY_INVALID: {
    en: 'The verifier key is not one, or its id does not belong to it. Copy it again, whole.',
    ja: '検証鍵の形式またはIDが正しくありません。全体を写し直してください。',
  },
  NOTE_UNSIGNED: {
    en: 'None of the keys that are known here has signed the note.',
    ja: '既知の鍵による署名がありません。',
  },
  NOTE_SIGNATURE_WRONG: {
    en: 'A signature of a known key does not fit: the note was changed. Keep it and tell the association.',
    ja: '既知の鍵の署名が一致しません。改変されています。保存して運営者へ連絡してください。',
  },
  CHECKPOINT_MALFORMED: {
    en: 'This is no checkpoint of a transparency log (c2sp.org/tlog-checkpoint).',
    ja: '透明性ログのチェックポイントではありません。',
  },
  CHECKPOINT_FOREIGN: {
    en: 'The checkpoint is of a log that is not configured here.',
    ja: '設定されていないログのチェックポイントです。',
  },
  CHECKPOINT_STALE: {
    en: 'No quorum of witnesses has seen this checkpoint for a day: somebody may keep you in the past. Also check this machine’s clock.',
    ja: '1日以上、必要数の証人が確認していないチェックポイントです。更新の遮断が考えられます。時計も確認してください。',
  },
  WITNESSES_TOO_FEW: {
    en: 'Fewer witnesses than are asked for have seen this checkpoint.',
    ja: 'チェックポイントを確認した証人が必要数に足りません。',
  },
  LOG_ROLLED_BACK: {
    en: 'The log is smaller than it was: entries were taken out. Keep both checkpoints and tell the association.',
    ja: 'ログが以前より小さくなっています。両方のチェックポイントを保存し、運営者へ連絡してください。',
  },
  LOG_FORKED: {
    en: 'The log is not the one that was seen before with more behind it: two stories are told. Keep both checkpoints and tell the association.',
    ja: '以前に確認したログの続きではありません（分岐）。両方のチェックポイントを保存し、運営者へ連絡してください。',
  },
  PROOF_MALFORMED: {
    en: 'The file is no offline proof of this program.',
    ja: 'オフライン証明ファイルの形式ではありません。',
  },
  INCLUSION_WRONG: {
    en: 'The statement does not stand in the log where the proof says. Do not rely on it.',
    ja: '証明された位置にその記載がログに存在しません。信頼しないでください。',
  },
  COMMITMENT_WRONG: {
    en: 'The proof does not open its entry to a warning.',
    ja: '証明から警告を復元できません。',
  },
  STATEMENT_UNLOGGED: {
    en: 'The list says something that the transparency log does not contain. New warnings are not taken, withdrawals are. Tell the association and the other members.',
    ja: '一覧の内容が透明性ログにありません。新しい警告は採用せず、撤回のみ反映します。協会と他の会員に連絡してください。',
  },
  WITNESS_REFUSED: {
    en: 'A witness did not sign the newest checkpoint. The hub goes on and asks again; members that require witnesses wait.',
    ja: '証人が最新のチェックポイントに署名しませんでした。ハブは再試行します。証人を要求する会員は待機します。',
  },
  LOG_ENTRY_TOO_LARGE: {
    en: 'An entry is larger than a log can hold.',
    ja: 'ログの上限を超える大きさの記載です。',
  },
  LOG_DAMAGED: {
    en: 'A tile of the log is missing or cut. Restore the log’s directory from your copy; the log signs nothing until then.',
    ja: 'ログのファイルが欠落または破損しています。控えから復元してください。それまで署名しません。',
  },
  SEAL_KEY_INVALID: {
    en: 'The key of the seal is not that of its certificate, or of a kind that seals do not use (RSA from 2048 bits, P-256, P-384, Ed25519). Look at `seal` in hub.json.',
    ja: 'eシールの鍵が証明書のものでないか、対応していない種類です（RSA 2048ビット以上、P-256、P-384、Ed25519）。hub.jsonの`seal`を確認してください。',
  },
  SEAL_WRONG: {
    en: 'This is no seal, or one on something else. Do not rely on it.',
    ja: 'eシールではないか、別の対象に付されたものです。信頼しないでください。',
  },
  TIME_STAMP_REFUSED: {
    en: 'The time-stamping authority did not answer, refused, or stamped something else. The list goes out without its stamp.',
    ja: 'タイムスタンプ局が応答しない、拒否した、または対象が異なります。一覧はタイムスタンプなしで配布されます。',
  },

  MEMBER_NOT_FOUND: {
    en: 'There is no member of this id; "noroshi hub member list" shows all.',
    ja: 'このIDの会員はいません。「noroshi hub member list」で一覧を確認できます。',
  },
  MEMBER_ID_TAKEN: {
    en: 'An organisation of this id is or was a member; ids are never given twice. Choose another.',
    ja: 'このIDは現在または過去の会員のものです。別のIDを選んでください。',
  },
  MEMBER_INVALID: {
    en: 'The member’s record is not complete; the message names the field. Vetting, contact and end are never optional.',
    ja: '会員の記録が不完全です（審査、連絡先、期限は必須）。該当項目はメッセージをご覧ください。',
  },
  MEMBER_NOT_IN_STANDING: {
    en: 'The member is suspended, has not joined yet, or its term has ended.',
    ja: '会員は停止中、未加入、または期限切れです。',
  },
  MEMBER_ROLE_MISSING: {
    en: 'The member does not have the role that this needs (analysing to warn, receiving to be given the list).',
    ja: '必要な役割がありません（警告には分析、一覧の受領には受領の役割が必要です）。',
  },
  INVITATION_INVALID: {
    en: 'The invitation is unknown, used or expired, or the key was in use before. Make a new key and ask for a new link.',
    ja: '招待が無効（未知、使用済み、期限切れ）か、使用済みの鍵です。新しい鍵を作り、再招待を依頼してください。',
  },
  REQUEST_UNSIGNED: {
    en: 'The request is not signed by a member’s key, or too old, or was seen before. Check this machine’s clock and key.',
    ja: '会員の鍵による署名がないか、古いか、再送された要求です。時計と鍵を確認してください。',
  },
  ACCESS_TOKEN_INVALID: {
    en: 'The token is unknown, expired, or for another form of the list. Ask the association for a new one.',
    ja: 'トークンが未知、期限切れ、または別の形式用です。運営者に再発行を依頼してください。',
  },
  USE_NOT_ALLOWED: {
    en: 'The member was not vetted for the use that this form is made for.',
    ja: 'この形式の用途は、会員に認められた用途に含まれません。',
  },
  REQUEST_LIMITED: {
    en: 'More was asked than a member is allowed in this time. Wait, and look whether something restarts in a loop.',
    ja: '要求回数の上限を超えました。時間をおき、再起動の繰り返しがないか確認してください。',
  },
  SUBMISSION_TOO_LARGE: {
    en: 'Too many warnings at once; send them in parts.',
    ja: '一度に送れる警告の件数を超えています。分けて送ってください。',
  },
  ACKNOWLEDGEMENT_INVALID: {
    en: 'The acknowledgement names a version that this member was never given.',
    ja: 'この会員に渡していない版の受領確認です。',
  },
  SIGHTING_INVALID: {
    en: 'A sighting says a warning, a day of the last week, and yes or no; nothing else is taken.',
    ja: '観測報告は、警告ID、直近1週間の日付、有無のみです。他の項目は受け付けません。',
  },
  JUDGEMENT_INVALID: {
    en: 'A judgement says a warning, a day of the last month, and right or wrong; nothing else is taken, and nobody judges its own.',
    ja: '評価は、警告ID、直近1か月の日付、正誤のみです。他の項目と、自らの警告への評価は受け付けません。',
  },
  HUB_BODY_INVALID: {
    en: 'The body of the request is not what this address takes.',
    ja: '要求の本文の形式が正しくありません。',
  },
  HUB_NOT_FOUND: {
    en: 'There is nothing at this address of the hub.',
    ja: 'ハブのこのアドレスには何もありません。',
  },
  HUB_TLS_REQUIRED: {
    en: 'The hub serves other machines by TLS only: give --tls-key and --tls-certificate, or stay on loopback.',
    ja: '他の機器への提供にはTLSが必要です。--tls-key と --tls-certificate を指定するか、ループバックで使用してください。',
  },
  WITNESS_NOT_INITIALISED: {
    en: 'The directory holds no witness, or what it has seen is damaged. Make one with "noroshi hub witness init"; of a damaged one tell the logs that it watches.',
    ja: 'ディレクトリに証人がないか、記録が壊れています。「noroshi hub witness init」で作成してください。壊れている場合は監視対象のログに連絡してください。',
  },
  HUB_NOT_INITIALISED: {
    en: 'This directory holds no hub yet; "noroshi hub init" makes its keys.',
    ja: 'このディレクトリにハブがありません。「noroshi hub init」で鍵を作成してください。',
  },
  HUB_CONSOLE_OFF: {
    en: 'No console runs beside this hub, so nobody can be let in. Start the hub with --console-port.',
    ja: 'このハブではコンソールが動いていないため、招き入れることができません。--console-port を付けて起動してください。',
  },

  HUB_UNREACHABLE: {
    en: 'The hub does not answer, or its certificate is not trusted here. What is held ends by its leases until it answers again.',
    ja: 'ハブが応答しないか、証明書を信頼できません。保持中の一覧は、各期限までのみ有効です。',
  },
  HUB_REFUSED: {
    en: 'The hub refused the request; the message carries its own code.',
    ja: 'ハブに拒否されました。詳細なコードはメッセージをご覧ください。',
  },
  SYNC_NOT_JOINED: {
    en: 'No hub was joined from this directory yet; "noroshi sync join" takes the invitation.',
    ja: 'このディレクトリではまだハブに参加していません。「noroshi sync join」で招待を使用してください。',
  },
  SYNC_ALREADY_JOINED: {
    en: 'A hub was joined from this directory before. Joining again would forget what was withdrawn; move the directory away first if that is what you want.',
    ja: 'このディレクトリは参加済みです。再参加すると撤回の記憶が失われます。必要な場合は先にディレクトリを移動してください。',
  },
  SYNC_FOLLOWED: {
    en: 'A running service follows the hub from this directory. Use its hub page, or stop it first.',
    ja: 'このディレクトリでは稼働中のサービスがハブに追随しています。サービスの画面を使うか、先に停止してください。',
  },
  ROOT_FINGERPRINT_WRONG: {
    en: 'The hub’s first root document is not the one whose fingerprint you were told. Somebody may stand between; the invitation was not used.',
    ja: 'ハブの最初のルート文書の指紋が一致しません。途中での差し替えが疑われます。招待は使用していません。',
  },
  LOG_KEY_DIFFERS: {
    en: 'Another key of the hub’s log is pinned in this membership. Compare the new one with the association by another way; then give it with --log-key and --replace.',
    ja: 'この参加情報には別のログ鍵が固定されています。新しい鍵を協会と別の経路で照合した上で、--log-key と --replace を指定してください。',
  },
  REPORT_INVALID: {
    en: 'A line of the report is not {warning, day, seen} or {warning, day, right}, or the warning was never given to this member.',
    ja: '報告の行が {warning, day, seen} または {warning, day, right} の形式でないか、この会員に渡された警告ではありません。',
  },
  OVERRIDE_INVALID: {
    en: 'An override names an address, a port or none, a reason and an end.',
    ja: '独自の除外には、アドレス、ポート（任意）、理由、期限が必要です。',
  },
}

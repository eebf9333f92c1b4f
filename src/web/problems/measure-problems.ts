import type { Bilingual } from '../../core/bilingual.ts'
import type { ConsentErrorCode } from '../../measures/consent/errors.ts'
import type { PlanErrorCode } from '../../measures/plan/errors.ts'

/** How refusals about consent and plans are answered: the status and the sentence of each. */
export const MEASURE_PROBLEM_STATUS: Readonly<Record<ConsentErrorCode | PlanErrorCode, number>> = {
  TERMS_INVALID: 400,
  TERMS_NOT_FOUND: 404,
  TERMS_OUTDATED: 409,
  TERMS_DIGEST_MISMATCH: 409,
  SUBSCRIBER_INVALID: 400,
  SUBSCRIBER_NOT_FOUND: 404,
  SUBSCRIBER_GONE: 409,
  LINE_INVALID: 400,
  LINE_OUTDATED: 409,
  GRANT_OLDER_THAN_WITHDRAWAL: 409,
  PAUSE_INVALID: 400,
  CONSENT_FILE_INVALID: 400,
  PROOF_INVALID: 400,
  CONSENT_LINK_INVALID: 403,

  MEASURE_NAME_INVALID: 400,
  MEASURE_OVERRIDE_INVALID: 400,
  MEASURE_END_INVALID: 400,
  MEASURE_REASON_REQUIRED: 400,
  MEASURE_REASON_NAMES_SUBSCRIBER: 400,
  MEASURE_ENTRY_NOT_FOUND: 404,
  MEASURE_PLAN_CHANGED: 409,
  MEASURE_PLAN_NOT_WAITING: 409,
  MEASURE_DEVICE_MISSING: 409,
  MEASURE_APPROVER_REQUIRED: 403,
  MEASURE_APPROVED_ALREADY: 403,
}

export const MEASURE_PROBLEM_TEXTS: Readonly<Record<ConsentErrorCode | PlanErrorCode, Bilingual>> =
  {
    TERMS_INVALID: {
      en: 'A wording has a title, a summary and 1 to 12 points, each in Japanese and English. Nothing was published.',
      ja: '文面には題名、要約、1～12個の項目が、それぞれ日本語と英語で必要です。公開していません。',
    },
    TERMS_NOT_FOUND: {
      en: 'No such terms are published. Publish the wording of this scope first, or see "noroshi grant terms".',
      ja: 'その文面は公開されていません。先に文面を公開するか、「noroshi grant terms」で確認してください。',
    },
    TERMS_OUTDATED: {
      en: 'These words were replaced by others that ask again. Show the latest version and ask anew.',
      ja: 'この文面は、改めて同意が必要な新しい版に置き換えられました。最新の文面を示して、もう一度確認してください。',
    },
    TERMS_DIGEST_MISMATCH: {
      en: 'What was shown is not what these terms say. Nothing was recorded; load the page again.',
      ja: '表示された文面と登録されている文面が異なります。記録していません。ページを読み込み直してください。',
    },
    SUBSCRIBER_INVALID: {
      en: 'The number of a line has 1 to 64 letters, digits or . _ : @ - and nothing else.',
      ja: '回線番号は、英数字と . _ : @ - の1～64文字で指定してください。',
    },
    SUBSCRIBER_NOT_FOUND: {
      en: 'Nothing is recorded of this line. Check its number.',
      ja: 'この回線の記録はありません。番号を確認してください。',
    },
    SUBSCRIBER_GONE: {
      en: 'The contract of this line has ended; its history stands. A new contract needs a new number.',
      ja: 'この回線の契約は終了しています（履歴は保存されています）。新しい契約には新しい番号を使ってください。',
    },
    LINE_INVALID: {
      en: 'One of the prefixes is none that a single line can have (IPv4 from /16, IPv6 from /32), or two overlap. Nothing was changed.',
      ja: '1つの回線に割り当てられないプレフィックス（IPv4は/16、IPv6は/32より広いもの）か、重複があります。何も変更していません。',
    },
    LINE_OUTDATED: {
      en: 'The address was given to somebody else after this message says. Nothing was changed.',
      ja: 'この通知の時刻より後に、同じアドレスが別の回線に割り当てられています。何も変更していません。',
    },
    GRANT_OLDER_THAN_WITHDRAWAL: {
      en: 'The subscriber said no after this, so the no stands. Only a newer word of the subscriber changes it.',
      ja: 'その後に加入者が同意を取りやめているため、取りやめが優先されます。変更できるのは加入者自身の新しい意思表示だけです。',
    },
    PAUSE_INVALID: {
      en: 'A pause lasts more than none and at most 168 hours.',
      ja: '一時停止は0時間より長く、168時間までです。',
    },
    CONSENT_FILE_INVALID: {
      en: 'The file cannot be read, is larger than 64 MiB, or its first line does not name the columns: subscriber, and prefixes or scope and answer. Nothing was recorded.',
      ja: 'ファイルを読めないか、64 MiBを超えているか、1行目に列名（subscriber と、prefixes または scope・answer）がありません。記録していません。',
    },
    PROOF_INVALID: {
      en: 'This proof was changed after it was made, or is none. The message says where.',
      ja: 'この証明は作成後に変更されたか、証明ではありません。該当箇所はメッセージをご覧ください。',
    },
    CONSENT_LINK_INVALID: {
      en: 'This link was used, or its time is over. Ask your provider for a new one.',
      ja: 'このリンクは使用済みか、有効期限が切れています。ご契約の事業者に新しいリンクをご依頼ください。',
    },
    MEASURE_NAME_INVALID: {
      en: 'This is no host name of a single owner: at least two labels, no address, and no registry such as co.jp.',
      ja: '1つの管理者のホスト名ではありません（2つ以上のラベルが必要で、アドレスや co.jp のような登録先は指定できません）。',
    },
    MEASURE_OVERRIDE_INVALID: {
      en: 'Give an endpoint such as 203.0.113.7:443/tcp, an address, a prefix or a host name.',
      ja: '203.0.113.7:443/tcp のようなエンドポイント、アドレス、プレフィックス、ホスト名のいずれかを指定してください。',
    },
    MEASURE_END_INVALID: {
      en: 'The end must be in the future, and for a name at most 92 days away.',
      ja: '期限は将来の日時で、名前の場合は92日以内に指定してください。',
    },
    MEASURE_REASON_REQUIRED: {
      en: 'Say why, in at most 500 characters.',
      ja: '理由を500文字以内で記入してください。',
    },
    MEASURE_REASON_NAMES_SUBSCRIBER: {
      en: 'The reason names the address of a subscriber. Remove the address.',
      ja: '理由に加入者のアドレスが含まれています。アドレスを削除してください。',
    },
    MEASURE_ENTRY_NOT_FOUND: {
      en: 'There is no such entry, or somebody removed it already.',
      ja: 'その登録はないか、すでに削除されています。',
    },
    MEASURE_PLAN_CHANGED: {
      en: 'By now another plan would be made than the one you looked at. Nothing was approved; look again.',
      ja: '確認した計画と現在の計画が異なります。承認していません。もう一度確認してください。',
    },
    MEASURE_PLAN_NOT_WAITING: {
      en: 'Nothing waits for approval; the plan is in force as it is.',
      ja: '承認を待っているものはありません。計画はすでに実施されています。',
    },
    MEASURE_DEVICE_MISSING: {
      en: 'No device is configured, so there is nothing to put in force. State measures.devices in noroshi.json and start again.',
      ja: '装置が設定されていないため、実施できるものがありません。noroshi.json の measures.devices を設定し、起動し直してください。',
    },
    MEASURE_APPROVER_REQUIRED: {
      en: 'Only an approver who has proved who they are can approve. Sign in to the console, or give a token of your own.',
      ja: '承認できるのは、本人であることを示した承認者だけです。コンソールにサインインするか、ご自身のトークンを指定してください。',
    },
    MEASURE_APPROVED_ALREADY: {
      en: 'You have approved this plan already, and it takes two people. Ask a colleague.',
      ja: 'この計画はすでに承認済みです。二人の承認が必要ですので、同僚に依頼してください。',
    },
  }

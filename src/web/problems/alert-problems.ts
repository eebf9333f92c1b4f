import type { AlertErrorCode } from '../../alerts/errors.ts'
import type { Bilingual } from '../../core/bilingual.ts'

/** How refusals about telling subscribers are answered: the status and the sentence of each. */
export const ALERT_PROBLEM_STATUS: Readonly<Record<AlertErrorCode, number>> = {
  ALERTS_OFF: 409,
  ALERT_FILE_UNREADABLE: 400,
  ALERT_FILE_TOO_LARGE: 413,
  ALERT_CHANNEL_DOWN: 502,
  ALERT_CHANNEL_INCOMPLETE: 409,
  ALERT_LOOK_FAILED: 503,
  ALERT_DATABASE_FAILED: 503,
  ALERT_FONT_MISSING: 409,
  ALERTS_BUSY: 409,
}

export const ALERT_PROBLEM_TEXTS: Readonly<Record<AlertErrorCode, Bilingual>> = {
  ALERTS_OFF: {
    en: 'Telling subscribers is not set up. Add "alerts" to noroshi.json, publish the notice anew, and restart.',
    ja: '注意喚起は設定されていません。noroshi.json に alerts を追加し、周知文を改めて公開してから再起動してください。',
  },
  ALERT_FILE_UNREADABLE: {
    en: 'The file is not of its format, or a column is missing. Nothing of it that was refused was kept; see the guide for the columns.',
    ja: 'ファイルの形式が違うか、必要な列がありません。拒否した内容は保存していません。列については手引きをご覧ください。',
  },
  ALERT_FILE_TOO_LARGE: {
    en: 'The file is larger than is read at once. Split it and import the parts.',
    ja: 'ファイルが大きすぎます。分割して取り込んでください。',
  },
  ALERT_CHANNEL_DOWN: {
    en: 'The mail server or the webhook takes nothing at the moment. Nobody was told twice and nobody was lost; mend it and send again.',
    ja: 'メールサーバまたはWebhookが応答しません。二重送信も取りこぼしもありません。復旧後にもう一度送信してください。',
  },
  ALERT_CHANNEL_INCOMPLETE: {
    en: 'A channel lacks its server, its key or a safe setting. The message names it; correct noroshi.json.',
    ja: '送信方法の設定（サーバ、鍵、安全な接続）が不足しています。メッセージを確認し、noroshi.json を直してください。',
  },
  ALERT_LOOK_FAILED: {
    en: 'The flow store failed while it was asked. Its words are left out, as they would name lines; see its own log by the number.',
    ja: 'フロー情報の参照に失敗しました。回線が分かる内容を含むため詳細は表示しません。番号をもとに格納先のログを確認してください。',
  },
  ALERT_DATABASE_FAILED: {
    en: 'The operational database failed. Its words are left out, as they would name subscribers; see its own log by the number.',
    ja: '業務データベースの処理に失敗しました。利用者が分かる内容を含むため詳細は表示しません。番号をもとにデータベースのログを確認してください。',
  },
  ALERT_FONT_MISSING: {
    en: 'Letters need a font with Japanese characters. Install fonts-noto-cjk, or name another font in alerts.letters.',
    ja: '書面には日本語のフォントが必要です。fonts-noto-cjk を導入するか、alerts.letters で別のフォントを指定してください。',
  },
  ALERTS_BUSY: {
    en: 'Another planning, sending or import is at work. Wait for it to end, and try again.',
    ja: '別の計画、送信または取り込みを実行中です。終わってから、もう一度お試しください。',
  },
}

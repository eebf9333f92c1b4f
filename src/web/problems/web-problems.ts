import type { Bilingual } from '../../core/bilingual.ts'
import type { WebErrorCode } from './errors.ts'

/** How requests that are refused at the door are answered, in every house: the status and the sentence of each. */
export const WEB_PROBLEM_STATUS: Readonly<Record<WebErrorCode, number>> = {
  NOT_FOUND: 404,
  QUERY_INVALID: 400,
  BODY_INVALID: 400,
  BODY_MALFORMED: 400,
  BODY_TOO_LARGE: 413,
  CONTENT_TYPE_REFUSED: 415,
  REQUEST_MALFORMED: 400,
  REQUEST_TIMED_OUT: 503,
  HOST_REFUSED: 421,
  ORIGIN_REFUSED: 403,
  WINDOW_INVALID: 400,
  WINDOW_TOO_WIDE: 400,
  STEP_TOO_FINE: 400,
  WORK_RUNNING: 409,
  CONSOLE_NOT_BUILT: 503,
  INTERNAL: 500,
}

export const WEB_PROBLEM_TEXTS: Readonly<Record<WebErrorCode, Bilingual>> = {
  NOT_FOUND: {
    en: 'There is nothing at this address. See /api/v1/openapi.json for what the API offers.',
    ja: 'このアドレスには何もありません。APIで利用できるものは /api/v1/openapi.json をご覧ください。',
  },
  QUERY_INVALID: {
    en: 'A query parameter has a value that is not possible. Correct it and ask again.',
    ja: '指定できない値がクエリに含まれています。修正して再度お試しください。',
  },
  BODY_INVALID: {
    en: 'A field of the request is missing or has a value that is not possible. Nothing was changed.',
    ja: '入力に不足または指定できない値があります。何も変更していません。',
  },
  BODY_MALFORMED: {
    en: 'The request body is not valid JSON. Nothing was changed.',
    ja: 'リクエスト本文が正しいJSONではありません。何も変更していません。',
  },
  BODY_TOO_LARGE: {
    en: 'The request body is larger than 64 KiB. Nothing was changed.',
    ja: 'リクエスト本文が64 KiBを超えています。何も変更していません。',
  },
  CONTENT_TYPE_REFUSED: {
    en: 'Requests that change something must be sent as application/json. Nothing was changed.',
    ja: '変更を行うリクエストは application/json で送ってください。何も変更していません。',
  },
  REQUEST_MALFORMED: {
    en: 'The request could not be read as HTTP. Check the address and the client.',
    ja: 'HTTPリクエストとして読み取れませんでした。アドレスと送信側を確認してください。',
  },
  REQUEST_TIMED_OUT: {
    en: 'The answer took too long and was given up. Choose a shorter window, or try again.',
    ja: '応答に時間がかかりすぎたため中止しました。期間を短くするか、再度お試しください。',
  },
  HOST_REFUSED: {
    en: 'This service does not answer under that host name. Open it as localhost, or add the name to the configuration.',
    ja: 'このホスト名では応答しません。localhost で開くか、設定にホスト名を追加してください。',
  },
  ORIGIN_REFUSED: {
    en: 'The request came from another web site and was refused. Nothing was changed. Use the console itself.',
    ja: '別のウェブサイトからのリクエストのため拒否しました。何も変更していません。コンソールから操作してください。',
  },
  WINDOW_INVALID: {
    en: 'The window must end after it begins. Give both "from" and "to", or neither.',
    ja: '期間の終わりは始まりより後でなければなりません。from と to は両方指定するか、両方省いてください。',
  },
  WINDOW_TOO_WIDE: {
    en: 'The window is wider than 31 days. Choose a shorter one.',
    ja: '期間が31日を超えています。短い期間を選んでください。',
  },
  STEP_TOO_FINE: {
    en: 'The window holds more than 2,000 steps. Choose a longer step or a shorter window.',
    ja: '期間内の刻みが2,000を超えます。刻みを長くするか、期間を短くしてください。',
  },
  WORK_RUNNING: {
    en: 'Another one is still at work. Wait until it is done; it goes on when you leave the page.',
    ja: '別の処理がまだ実行中です。完了するまでお待ちください（ページを離れても続きます）。',
  },
  CONSOLE_NOT_BUILT: {
    en: 'The console has not been built. Stop the service and run "npm start", which builds it. The API works.',
    ja: 'コンソールがまだビルドされていません。サービスを止めて「npm start」を実行するとビルドされます。APIは利用できます。',
  },
  INTERNAL: {
    en: 'Something went wrong inside the service. It is in the log; try again, and report it if it stays.',
    ja: 'サービス内部で問題が起きました。ログに記録しました。再度お試しになり、続く場合はご報告ください。',
  },
}

import type { Bilingual } from '../../core/bilingual.ts'
import type { PeopleErrorCode } from '../../people/errors.ts'

/** How refusals about people are answered: the status and the sentence of each. */
export const PEOPLE_PROBLEM_STATUS: Readonly<Record<PeopleErrorCode, number>> = {
  SIGN_IN_REQUIRED: 401,
  ROLE_MISSING: 403,
  ROLE_FOREIGN: 400,
  SIGN_IN_REFUSED: 403,
  SIGN_IN_LIMITED: 429,
  LINK_INVALID: 403,
  PERSON_NOT_FOUND: 404,
  PERSON_NOT_INVITED: 403,
  PERSON_ID_INVALID: 400,
  PERSON_ID_TAKEN: 409,
  LAST_ADMINISTRATOR: 409,
  PASSKEY_SITE_UNSUITABLE: 400,
  PASSKEY_COUNT_EXCEEDED: 409,
  TOKEN_COUNT_EXCEEDED: 409,
  TOKEN_INVALID: 400,
  VIEW_INVALID: 400,
  VIEW_COUNT_EXCEEDED: 409,
  OPENID_UNAVAILABLE: 502,
}

export const PEOPLE_PROBLEM_TEXTS: Readonly<Record<PeopleErrorCode, Bilingual>> = {
  SIGN_IN_REQUIRED: {
    en: 'Nobody is signed in here, or the session or token is over. Sign in, or send a valid token.',
    ja: 'サインインしていないか、セッションまたはトークンの期限が切れています。サインインするか、有効なトークンを送ってください。',
  },
  ROLE_MISSING: {
    en: 'This needs a role that you do not have. Ask an administrator.',
    ja: 'この操作に必要な役割がありません。管理者にご相談ください。',
  },
  ROLE_FOREIGN: {
    en: 'This role is not given here: a provider and the association have roles of their own. Nothing was changed.',
    ja: 'この役割はここでは付与できません。事業者と協会では役割が異なります。何も変更していません。',
  },
  SIGN_IN_REFUSED: {
    en: 'The proof does not fit, or came too late. Nobody was signed in; begin again.',
    ja: '認証の内容が一致しないか、時間切れです。サインインしていません。最初からやり直してください。',
  },
  SIGN_IN_LIMITED: {
    en: 'Too many failed attempts from this place. Wait five minutes, then try again.',
    ja: '失敗した試行が多すぎます。5分ほど待ってから再度お試しください。',
  },
  LINK_INVALID: {
    en: 'The link has been used, has expired or was replaced. Ask an administrator for another, or run "noroshi user link".',
    ja: 'このリンクは使用済みか、期限切れか、新しいリンクに置き換えられています。管理者に再発行を依頼するか「noroshi user link」を実行してください。',
  },
  PERSON_NOT_FOUND: {
    en: 'There is no such person, or the person was removed.',
    ja: '該当する利用者がいないか、すでに削除されています。',
  },
  PERSON_NOT_INVITED: {
    en: 'Your provider knows you, but nobody has invited you here. Ask an administrator.',
    ja: '認証プロバイダでの本人確認はできましたが、招待されていません。管理者にご相談ください。',
  },
  PERSON_ID_INVALID: {
    en: 'An id is 2 to 40 small letters, digits, dots, hyphens or underscores, begins with a letter, and is not one of the service itself.',
    ja: '利用者IDは英小文字で始まる2～40文字（英小文字・数字・ピリオド・ハイフン・下線）で、サービス自身の名前は使えません。',
  },
  PERSON_ID_TAKEN: {
    en: 'This id belongs to somebody, or did once: histories name it. Choose another.',
    ja: 'このIDは使われているか、過去に使われていて履歴に残っています。別のIDを選んでください。',
  },
  LAST_ADMINISTRATOR: {
    en: 'This is the last administrator. Make somebody else one first. Nothing was changed.',
    ja: '最後の管理者です。先に別の人を管理者にしてください。何も変更していません。',
  },
  PASSKEY_SITE_UNSUITABLE: {
    en: 'Passkeys belong to a host name and not to an address. Open the console as localhost, or under its name.',
    ja: 'パスキーはIPアドレスでは使えません。localhost またはホスト名でコンソールを開いてください。',
  },
  PASSKEY_COUNT_EXCEEDED: {
    en: 'You have 20 passkeys. Remove one that you no longer use.',
    ja: 'パスキーが20個に達しています。使っていないものを削除してください。',
  },
  TOKEN_COUNT_EXCEEDED: {
    en: 'This person has 50 tokens. Revoke one that is no longer used.',
    ja: 'トークンが50個に達しています。使っていないものを失効させてください。',
  },
  TOKEN_INVALID: {
    en: 'A token needs a label, at least one role and 1 to 366 days; or there is no such token.',
    ja: 'トークンには名前と1つ以上の役割、1～366日の期限が必要です。または該当するトークンがありません。',
  },
  VIEW_INVALID: {
    en: 'A view needs a name of up to 60 characters, and filters that the list of cases knows.',
    ja: '保存する表示には60文字以内の名前と、事案一覧で使える条件が必要です。',
  },
  VIEW_COUNT_EXCEEDED: {
    en: 'You have 50 saved views. Remove one that you no longer use.',
    ja: '保存した表示が50個に達しています。使っていないものを削除してください。',
  },
  OPENID_UNAVAILABLE: {
    en: 'No OpenID Connect provider is configured, or it does not answer. Use a passkey, or ask an administrator.',
    ja: 'OpenID Connectのプロバイダが設定されていないか、応答しません。パスキーを使うか、管理者にご相談ください。',
  },
}

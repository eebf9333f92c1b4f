import type { Bilingual } from '../../core/bilingual.ts'
import type { WarningErrorCode } from '../../gate/warning/errors.ts'

/** Why a warning was refused at a door. */
export const GATE_TEXTS: Readonly<Record<WarningErrorCode, Bilingual>> = {
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
}

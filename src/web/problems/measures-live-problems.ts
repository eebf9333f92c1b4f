import type { Bilingual } from '../../core/bilingual.ts'
import type { PlaneErrorCode } from '../../measures/planes/errors.ts'
import type { ReleaseErrorCode } from '../../measures/release/errors.ts'

type Code = PlaneErrorCode | ReleaseErrorCode

/** How refusals of devices and of the release desk are answered: the status and the sentence of each. */
export const MEASURES_LIVE_STATUS: Readonly<Record<Code, number>> = {
  PLANE_UNREACHABLE: 503,
  PLANE_REFUSED: 502,
  PLANE_ANSWER_UNREADABLE: 502,
  PLANE_FULL: 409,
  PLANE_OCCUPIED: 409,
  PLANE_LOGS_SUBSCRIBERS: 409,
  MEASURES_LIFTED: 409,
  RELEASE_SUBJECT_INVALID: 400,
  RELEASE_NOT_FOUND: 404,
  RELEASE_UNDO_LATE: 409,
  RELEASE_UNSIGNED: 400,
}

export const MEASURES_LIVE_TEXTS: Readonly<Record<Code, Bilingual>> = {
  PLANE_UNREACHABLE: {
    en: 'The device does not answer. It is asked again and again; until then its rules end with their lease. Check that it runs and can be reached.',
    ja: '装置が応答しません。繰り返し試みており、つながらない間は期限とともに規則が終わります。動作と経路を確認してください。',
  },
  PLANE_REFUSED: {
    en: 'The device understood and said no. Look at its own log; the rights of this service on it may be missing.',
    ja: '装置が要求を拒みました。装置側のログと、この装置に対する権限を確認してください。',
  },
  PLANE_ANSWER_UNREADABLE: {
    en: 'The device answers in a way that this version cannot read. Check its version against the reference.',
    ja: '装置の応答を読み取れません。対応する版かどうかを確認してください。',
  },
  PLANE_FULL: {
    en: 'There is no room left on the device. Raise its bound in the configuration, or let the plan leave more out.',
    ja: '装置に空きがありません。設定の上限を上げるか、計画で外す対象を増やしてください。',
  },
  PLANE_OCCUPIED: {
    en: 'Rules of somebody else stand where ours would; they are left alone. Give this service a place of its own.',
    ja: '同じ場所に別の規則があるため、手を付けていません。この装置に専用の領域を用意してください。',
  },
  PLANE_LOGS_SUBSCRIBERS: {
    en: 'The resolver would write down who asked for what, so nothing is blocked there. Turn its query log off.',
    ja: '誰が何を問い合わせたかが記録される設定のため、ここでは遮断しません。問い合わせの記録を無効にしてください。',
  },
  MEASURES_LIFTED: {
    en: 'Everything was lifted and stays so until an approver turns the measures on again.',
    ja: 'すべての措置を解除しました。承認者が再開するまで、このままです。',
  },
  RELEASE_SUBJECT_INVALID: {
    en: 'This is neither an endpoint (203.0.113.7:443/tcp) nor an address nor a host name. Nothing was released.',
    ja: 'エンドポイント（203.0.113.7:443/tcp など）、アドレス、ホスト名のいずれでもありません。何も解除していません。',
  },
  RELEASE_NOT_FOUND: {
    en: 'No such release stands; somebody may have taken it back already. Reload the page.',
    ja: 'その解除はすでに取り消されたか、ありません。ページを再読み込みしてください。',
  },
  RELEASE_UNDO_LATE: {
    en: 'The five seconds are over, or somebody else released it. An approver can still take it back, with a reason.',
    ja: '取り消せる5秒を過ぎたか、別の人が解除したものです。承認者が理由を添えて取り消すことはできます。',
  },
  RELEASE_UNSIGNED: {
    en: 'A release needs a person and a reason. Write one sentence.',
    ja: '解除には、担当者と理由が必要です。理由を一文で書いてください。',
  },
}

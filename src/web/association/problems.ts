import type { Bilingual } from '../../core/bilingual.ts'
import { DISPUTE_STATUS } from '../../gate/disputes/http/dispute-status.ts'
import { DISPUTE_PROBLEMS } from '../../gate/disputes/http/texts.ts'
import type { HubErrorCode } from '../../gate/hub/errors.ts'
import { PEOPLE_PROBLEM_STATUS, PEOPLE_PROBLEM_TEXTS } from '../problems/people-problems.ts'
import type { ProblemBook } from '../problems/problem.ts'
import { WEB_PROBLEM_STATUS, WEB_PROBLEM_TEXTS } from '../problems/web-problems.ts'

/** Of the hub's refusals those that a person at the console can meet. */
type Met =
  | 'MEMBER_NOT_FOUND'
  | 'MEMBER_ID_TAKEN'
  | 'MEMBER_INVALID'
  | 'MEMBER_NOT_IN_STANDING'
  | 'ACCESS_TOKEN_INVALID'
  | 'HUB_NOT_FOUND'
const MET_STATUS: Readonly<Record<Met & HubErrorCode, number>> = {
  MEMBER_NOT_FOUND: 404,
  MEMBER_ID_TAKEN: 409,
  MEMBER_INVALID: 400,
  MEMBER_NOT_IN_STANDING: 409,
  ACCESS_TOKEN_INVALID: 400,
  HUB_NOT_FOUND: 404,
}

const MET_TEXTS: Readonly<Record<Met, Bilingual>> = {
  MEMBER_NOT_FOUND: {
    en: 'There is no member of this id.',
    ja: 'このIDの会員はいません。',
  },
  MEMBER_ID_TAKEN: {
    en: 'An organisation of this id is or was a member: an id names one for ever. Choose another.',
    ja: 'このIDの会員が現在または過去に存在します（IDは使い回しません）。別のIDにしてください。',
  },
  MEMBER_INVALID: {
    en: 'The record lacks something: the id is 3 to 40 small letters, digits and hyphens; name, group, basis and a contact are needed; prefixes look like 192.0.2.0/24; the end lies ahead, two years at most. Nothing was changed.',
    ja: '登録内容に不備があります。IDは英小文字・数字・ハイフンで3～40文字、名称・企業グループ・審査の根拠・連絡先は必須、プレフィックスは 192.0.2.0/24 の形式、期限は2年以内です。何も変更していません。',
  },
  MEMBER_NOT_IN_STANDING: {
    en: 'The member is no longer as you saw it: somebody acted meanwhile. Reload and look again.',
    ja: '会員の状態が変わっています。別の担当者が先に操作しました。再読み込みして確認してください。',
  },
  ACCESS_TOKEN_INVALID: {
    en: 'A token lasts 1 to 366 days, and a member has 20 at most. Wait for one to end, or have the member use another.',
    ja: 'トークンの期限は1～366日、会員あたり20個までです。期限切れを待つか、既存のものを利用してください。',
  },
  HUB_NOT_FOUND: {
    en: 'Nothing is listed here under this id; it may have been forgotten. Search for its address.',
    ja: 'このIDの警告はありません。保存期間を過ぎて消去された可能性があります。アドレスで検索してください。',
  },
}

export const ASSOCIATION_PROBLEMS: ProblemBook = {
  status: { ...WEB_PROBLEM_STATUS, ...PEOPLE_PROBLEM_STATUS, ...MET_STATUS, ...DISPUTE_STATUS },
  texts: { ...WEB_PROBLEM_TEXTS, ...PEOPLE_PROBLEM_TEXTS, ...MET_TEXTS, ...DISPUTE_PROBLEMS },
}

import type { Bilingual } from '../../core/bilingual.ts'
import { DisputeError } from './errors.ts'

/** How a dispute ends when it was heard. The words are the effects: the warning is released, or the dispute is rejected. */
export const OUTCOMES = ['released', 'rejected'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** Why, in words that an owner understands. A decision has one of these, and a text of the officer's where needed. */
export const REASONS = {
  'not-a-controller': {
    outcome: 'released',
    en: 'What the members had seen has another explanation. The warning was wrong.',
    ja: '会員が観測した通信には別の理由がありました。警告は誤りでした。',
  },
  'not-a-controller-any-more': {
    outcome: 'released',
    en: 'The machine was misused by others and has been cleaned.',
    ja: '第三者に悪用されていた機器は、対処が済んでいます。',
  },
  'address-changed-hands': {
    outcome: 'released',
    en: 'The address belongs to somebody else now.',
    ja: 'このアドレスの利用者が変わりました。',
  },
  'others-would-be-hurt': {
    outcome: 'released',
    en: 'Others use the same address, and the warning would do them more harm than good.',
    ja: '同じアドレスを他の方も利用しており、警告による不利益のほうが大きいと判断しました。',
  },
  'evidence-too-weak': {
    outcome: 'released',
    en: 'What the members gave as evidence is not enough for a warning.',
    ja: '会員から示された根拠は、警告を続けるには十分ではありません。',
  },
  'seen-again': {
    outcome: 'rejected',
    en: 'Members went on seeing the machine used as a command-and-control server after the dispute was filed.',
    ja: '申立ての後も、指令サーバとしての動作が観測されています。',
  },
  'confirmed-otherwise': {
    outcome: 'rejected',
    en: 'Independent sources confirm what the warning says.',
    ja: '独立した複数の情報源が、警告の内容を裏付けています。',
  },
  'nothing-new': {
    outcome: 'rejected',
    en: 'The dispute says nothing that speaks against what was found.',
    ja: '申立てには、判断を変える新しい事情がありませんでした。',
  },
  'cleaning-not-complete': {
    outcome: 'rejected',
    en: 'The machine is still misused: what was done so far did not end it. Please file again when it has ended.',
    ja: '機器はまだ悪用されています。対処が済みましたら、あらためて申し立ててください。',
  },
} as const satisfies Readonly<Record<string, Bilingual & { readonly outcome: Outcome }>>

export type ReasonCode = keyof typeof REASONS

export const REASON_CODES = Object.keys(REASONS) as readonly ReasonCode[]

/** Throws DISPUTE_REASON_UNFIT. */
export function assertReason(outcome: unknown, reason: unknown): asserts reason is ReasonCode {
  const isFit =
    typeof reason === 'string' &&
    Object.hasOwn(REASONS, reason) &&
    REASONS[reason as ReasonCode].outcome === outcome
  if (!isFit) {
    const fitting = REASON_CODES.filter((code) => REASONS[code].outcome === outcome)
    throw new DisputeError(
      'DISPUTE_REASON_UNFIT',
      fitting.length > 0
        ? `a reason for this outcome is one of ${fitting.join(', ')}`
        : `an outcome is one of ${OUTCOMES.join(', ')}`,
    )
  }
}

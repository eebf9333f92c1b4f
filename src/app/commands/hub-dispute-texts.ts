import type { Bilingual } from '../../core/bilingual.ts'
import { formatEndpoint } from '../../core/endpoint.ts'
import { DISPUTE_STATUS_TEXTS } from '../../gate/disputes/http/texts.ts'
import type { DisputeStatus } from '../../gate/disputes/life.ts'
import type { DisputeEvent, DisputeRow } from '../../gate/disputes/read.ts'
import { REASONS, type ReasonCode } from '../../gate/disputes/reasons.ts'
import type { TextKind } from '../../gate/disputes/tables.ts'
import { localised } from '../terminal-language.ts'

const text = (en: string, ja: string): string => localised({ en, ja })

const EVENTS: Readonly<Record<DisputeEvent['kind'], Bilingual>> = {
  filed: { en: 'filed', ja: '申立て' },
  taken: { en: 'taken up', ja: '確認開始' },
  proposed: { en: 'proposed', ja: '提案' },
  returned: { en: 'sent back', ja: '差戻し' },
  decided: { en: 'decided', ja: '決定' },
  suspended: { en: 'suspended', ja: '警告を停止' },
  resumed: { en: 'resumed', ja: '警告を再開' },
  told: { en: 'told the owner', ja: '申立人へ連絡' },
  stated: { en: 'added', ja: '補足' },
  appealed: { en: 'appealed', ja: '再審査の申立て' },
  reopened: { en: 'reopened', ja: '再開' },
  withdrawn: { en: 'withdrawn', ja: '取下げ' },
  forgotten: { en: 'forgotten', ja: '削除' },
}

const KINDS: Readonly<Record<TextKind, Bilingual>> = {
  statement: { en: 'the owner', ja: '申立人' },
  contact: { en: 'contact', ja: '連絡先' },
  message: { en: 'to the owner', ja: '申立人へ' },
  decision: { en: 'with the decision', ja: '決定に添えて' },
  note: { en: 'note', ja: 'メモ' },
}

/** What `noroshi hub dispute` says. */
export const DISPUTE_TEXTS = {
  status: (status: DisputeStatus) => localised(DISPUTE_STATUS_TEXTS[status]),
  event: (kind: DisputeEvent['kind']) => localised(EVENTS[kind]),
  kind: (kind: TextKind) => localised(KINDS[kind]),
  reason: (reason: ReasonCode) => localised(REASONS[reason]),
  none: () => text('No dispute waits.', '審査待ちの申立てはありません。'),
  forgotten: () => text('(forgotten)', '（削除済み）'),
  due: ({ dueAtMs, isOverdue, endedAtMs }: DisputeRow) => {
    if (endedAtMs !== null) return text('', '')
    const at = new Date(dueAtMs).toISOString()
    return isOverdue
      ? text(`OVERDUE since ${at}`, `期限超過 ${at}`)
      : text(`due ${at}`, `期限 ${at}`)
  },
  suspended: () => text('warning suspended', '警告は停止中'),
  proof: (kind: string, officer?: string, how?: string) =>
    text(
      `control proved: ${kind}${officer ? ` (${officer}: ${how})` : ''}`,
      `管理者の確認: ${kind}${officer ? `（${officer}: ${how}）` : ''}`,
    ),
  endpoint: ({ endpoint }: DisputeRow) =>
    endpoint ? formatEndpoint(endpoint) : text('(forgotten)', '（削除済み）'),
  proved: () =>
    text(
      'Recorded. The owner’s page now says what is listed.',
      '記録しました。申立人のページに内容が表示されます。',
    ),
  officerToken: (token: string) =>
    text(
      `${token}\nshown once; the officer keeps it in a file of mode 0600 (--token-file)`,
      `${token}\n表示は一度だけです。担当者本人がモード0600のファイルに保管してください（--token-file）`,
    ),
  officerEnded: (name: string) =>
    text(`${name} is no officer any more`, `${name} は担当者でなくなりました`),
  numbers: (open: number, overdue: number, suspended: number) =>
    text(
      `${open} open, ${overdue} overdue, ${suspended} suspend a warning`,
      `審査中${open}件、期限超過${overdue}件、警告停止中${suspended}件`,
    ),
}

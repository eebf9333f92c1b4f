import type { StaffNotice } from './staff-notice.ts'

const SENTENCES: Readonly<
  Record<StaffNotice['kind'], (reference: string, due: string) => { ja: string; en: string }>
> = {
  'dispute-filed': (id, due) => ({
    ja: `申立て ${id} がありました。決定の期限は ${due} です。`,
    en: `Dispute ${id} was filed. A decision is due at ${due}.`,
  }),
  'dispute-overdue': (id, due) => ({
    ja: `申立て ${id} の決定が期限（${due}）を過ぎています。`,
    en: `Dispute ${id} is overdue: a decision was promised for ${due}.`,
  }),
  'bulk-download': (member) => ({
    ja: `会員 ${member} が一覧全体を何度も取得しています。`,
    en: `Member ${member} takes the whole list again and again.`,
  }),
  canary: (member) => ({
    ja: `会員 ${member} が、他の会員だけに渡した目印の警告を届け出ました。`,
    en: `Member ${member} warned of a canary that only another member was given.`,
  }),
}

/** In both languages: the hub does not know who reads it. */
export function noticeText(
  hub: string,
  { kind, reference, dueAtMs }: StaffNotice,
): { readonly subject: string; readonly body: string } {
  const due = dueAtMs === null ? '' : new Date(dueAtMs).toISOString()
  const { ja, en } = SENTENCES[kind](reference, due)
  return { subject: `[${hub}] ${kind}: ${reference}`, body: `${ja}\n${en}\n` }
}

import type { HubStatus } from '../hub/hub-status.ts'
import { localised } from '../terminal-language.ts'

/** What waits for a person begins with an exclamation mark. */
export function statusLines(status: HubStatus): string[] {
  const { members, warnings, ledger, disputes, log, alarms } = status
  const mark = (isUrgent: boolean): string => (isUrgent ? '! ' : '  ')
  const due = disputes.nextDueAtMs === null ? '–' : new Date(disputes.nextDueAtMs).toISOString()
  const active = warnings.active ?? 0
  const disputed = warnings.disputed ?? 0
  const alarmCount = alarms.bulkDownloads + alarms.canaries
  return [
    localised({
      ja: `${status.hub}  一覧の版 ${status.version}`,
      en: `${status.hub}  list ${status.version}`,
    }),
    mark(members.reached < members.receiving || members.behind > 0) +
      localised({
        ja: `会員: 受信 ${members.receiving}、連絡あり ${members.reached}、遅れ ${members.behind}、停止 ${members.suspended}`,
        en: `members: ${members.receiving} receiving, ${members.reached} heard of, ${members.behind} behind, ${members.suspended} suspended`,
      }),
    mark(false) +
      localised({
        ja: `警告: 有効 ${active}、申立て中 ${disputed}`,
        en: `warnings: ${active} active, ${disputed} disputed`,
      }),
    mark(ledger.withdrawals > 0) +
      localised({
        ja: `未確認の撤回: ${ledger.withdrawals}（会員 ${ledger.members}）`,
        en: `withdrawals not settled: ${ledger.withdrawals}, with ${ledger.members} members`,
      }),
    mark(disputes.overdue > 0) +
      localised({
        ja: `申立て: 審査中 ${disputes.open}、期限超過 ${disputes.overdue}、次の期限 ${due}`,
        en: `disputes: ${disputes.open} open, ${disputes.overdue} overdue, next due ${due}`,
      }),
    mark(log.waiting > 0) +
      localised({
        ja: `ログ: ${log.size} 件、署名待ち ${log.waiting}`,
        en: `log: ${log.size} entries, ${log.waiting} wait for a checkpoint`,
      }),
    mark(alarmCount > 0) +
      localised({
        ja: `警報: 大量取得 ${alarms.bulkDownloads}、目印 ${alarms.canaries}`,
        en: `alarms: ${alarms.bulkDownloads} bulk downloads, ${alarms.canaries} canaries`,
      }),
  ]
}

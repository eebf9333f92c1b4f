import { AuditLog } from '../flows/store/audit-log.ts'
import { operatorName } from '../people/index.ts'
import type { Notice, NoticeDiff, NoticeStanding, NoticeVersions } from '../web/schemas/notice.ts'
import { changeView, noticeView, standingView, versionView } from '../web/views/notice-view.ts'
import { callService, isServiceRunning } from './control-client.ts'
import { openDataDirectory } from './data-directory.ts'
import { HeldDirectory } from './held-directory.ts'
import { withNotices } from './notice/with-notices.ts'
import { auditDesk } from './service/audit-desk.ts'
import { noticeDesk } from './service/notice-desk.ts'
import { systemClock } from './system-ports.ts'

/** What the command line does with the notice, wherever its database is open. */
export type NoticeCommands = {
  show(): Promise<Notice>
  versions(): Promise<NoticeVersions>
  /** To what the running configuration would say, without `to`. */
  diff(from: number, to: number | undefined): Promise<NoticeDiff>
  publish(by: { readonly actor: string; readonly note: string }): Promise<NoticeStanding>
}

/** Through the running service when there is one, else on the database itself. */
export async function withNoticeDesk<Result>(
  dataPath: string,
  use: (desk: NoticeCommands) => Promise<Result>,
): Promise<Result> {
  const directory = openDataDirectory(dataPath)
  if (await isServiceRunning(directory.controlSocket))
    return await use(remoteDesk(directory.controlSocket))
  await using _held = await HeldDirectory.hold(directory, 'noroshi notice')
  const log = await AuditLog.open(directory.audit, systemClock)
  try {
    return await withNotices(directory, (notices, configuration) => {
      const audit = auditDesk(directory.audit, log)
      const onPublished = async () => {}
      const desk = noticeDesk({ notices, configuration, isDemo: false, audit, onPublished })
      return use(localDesk(desk))
    })
  } finally {
    await log.close()
  }
}

function remoteDesk(socket: string): NoticeCommands {
  return {
    show: () => callService(socket, 'GET', '/api/v1/notice'),
    versions: () => callService(socket, 'GET', '/api/v1/notices'),
    diff: (from, to) =>
      callService(
        socket,
        'GET',
        `/api/v1/notice-diff?from=${from}${to === undefined ? '' : `&to=${to}`}`,
      ),
    publish: (by) => callService(socket, 'POST', '/api/v1/notice/publish', by),
  }
}

function localDesk({ notices, facts, publish }: ReturnType<typeof noticeDesk>): NoticeCommands {
  return {
    show: async () => noticeView(await notices.standing(facts()), facts()),
    versions: async () => ({ versions: (await notices.list()).map(versionView) }),
    diff: async (from, to) => ({
      from,
      to: to ?? null,
      changes: (await notices.diff(from, to ?? facts())).map(changeView),
    }),
    publish: async ({ actor, note }) => {
      await publish({ actor: operatorName(actor), note })
      return standingView(await notices.standing(facts()), facts())
    },
  }
}

import type { ApiPorts } from '../ports/ports.ts'
import {
  Notice,
  NoticeDiff,
  NoticeDiffQuery,
  NoticeParameters,
  NoticeStanding,
  NoticeVersionDetail,
  NoticeVersions,
  PublishNotice,
} from '../schemas/notice.ts'
import {
  changeView,
  documentView,
  noticeView,
  standingView,
  versionView,
} from '../views/notice-view.ts'
import { type Api, answers } from './route.ts'

/** What subscribers are told, against what is done. */
export function addNotice(api: Api, { notice }: Pick<ApiPorts, 'notice'>): void {
  const { notices } = notice
  api.get(
    '/notice',
    {
      schema: {
        operationId: 'getNotice',
        summary: 'How the published notice stands, and what the running configuration would say',
        response: answers(Notice),
      },
    },
    async () => {
      const facts = notice.facts()
      return noticeView(await notices.standing(facts), facts)
    },
  )

  api.get(
    '/notices',
    {
      schema: {
        operationId: 'listNotices',
        summary: 'All published versions, newest first',
        response: answers(NoticeVersions),
      },
    },
    async () => ({ versions: (await notices.list()).map(versionView) }),
  )

  api.get(
    '/notices/:version',
    {
      schema: {
        operationId: 'getNoticeVersion',
        summary: 'One published version, in the words of its day',
        params: NoticeParameters,
        response: answers(NoticeVersionDetail),
      },
    },
    async ({ params }) => {
      const found = await notices.get(params.version)
      return { ...versionView(found), document: documentView(found.document) }
    },
  )

  api.get(
    '/notice-diff',
    {
      schema: {
        operationId: 'diffNotices',
        summary: 'From one version to another, or to what the running configuration would say',
        querystring: NoticeDiffQuery,
        response: answers(NoticeDiff),
      },
    },
    async ({ query: { from, to } }) => ({
      from,
      to: to ?? null,
      changes: (await notices.diff(from, to ?? notice.facts())).map(changeView),
    }),
  )

  api.post(
    '/notice/publish',
    {
      schema: {
        operationId: 'publishNotice',
        summary: 'Publishes what the running configuration says; collecting may begin',
        body: PublishNotice,
        response: answers(NoticeStanding),
      },
    },
    async ({ body }) => {
      await notice.publish(body)
      return standingView(await notices.standing(notice.facts()), notice.facts())
    },
  )
}

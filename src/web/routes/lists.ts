import type { ApiPorts } from '../ports/ports.ts'
import {
  ListCheck,
  ListCheckQuery,
  ListDetail,
  ListEntries,
  ListEntriesQuery,
  ListParameters,
  ListSources,
} from '../schemas/lists.ts'
import { entryView, fetchView, matchView, sourceView } from '../views/list-view.ts'
import { type Api, answers } from './route.ts'

const FETCHES_SHOWN = 50

/** Lists are read here. Making, importing and ending them is done by commands: a URL in a form is a way inside. */
export function addLists(
  api: Api,
  { lists, listEvidence }: Pick<ApiPorts, 'lists' | 'listEvidence'>,
): void {
  api.get(
    '/lists',
    {
      schema: {
        operationId: 'listSources',
        summary: 'Reputation and known-good lists: terms, reliability, freshness, counts',
        response: answers(ListSources),
      },
    },
    async () => {
      const verdicts = await listEvidence.verdicts()
      return { sources: (await lists.sources()).map((source) => sourceView(source, verdicts)) }
    },
  )

  api.get(
    '/lists/:name',
    {
      schema: {
        operationId: 'getList',
        summary:
          'One list and its newest imports, with what they changed and what was not understood',
        params: ListParameters,
        response: answers(ListDetail),
      },
    },
    async ({ params }) => ({
      source: sourceView(await lists.source(params.name), await listEvidence.verdicts()),
      fetches: (await lists.fetches(params.name, FETCHES_SHOWN)).map(fetchView),
    }),
  )

  api.get(
    '/list-entries',
    {
      schema: {
        operationId: 'listEntries',
        summary: 'Entries of lists, newest first; follow nextCursor for the next page',
        querystring: ListEntriesQuery,
        response: answers(ListEntries),
      },
    },
    async ({ query: { listed, ...query } }) => {
      const page = await lists.entries({ ...query, isListed: listed })
      return { entries: page.entries.map(entryView), nextCursor: page.nextCursor }
    },
  )

  api.get(
    '/list-check',
    {
      schema: {
        operationId: 'checkLists',
        summary: 'What lists say, or said at an instant, of an address and a port',
        querystring: ListCheckQuery,
        response: answers(ListCheck),
      },
    },
    async ({ query: { address, port, at } }) => {
      const atMs = at === undefined ? undefined : Date.parse(at)
      return { matches: (await lists.check({ address, port, atMs })).map(matchView) }
    },
  )
}

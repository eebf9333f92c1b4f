import { importConsent } from '../../measures/consent/import/import-consent.ts'
import { BackgroundWork } from '../background-work.ts'
import type { ApiPorts } from '../ports/ports.ts'
import type { ImportConsentAnswer } from '../schemas/consent.ts'
import {
  CONSENT_TEXT_LENGTH_MAX,
  ConsentImportWork,
  ConsentText,
  ConsentTimeline,
} from '../schemas/consent-desk.ts'
import { workView } from '../views/background-work-view.ts'
import { importView, timelineView } from '../views/consent-view.ts'
import { type Api, answers } from './route.ts'

type Ports = Pick<ApiPorts, 'consent' | 'nowMs'>

/** What the page of consents needs besides what programs ask. */
export function addConsentDesk(api: Api, { consent, nowMs }: Ports): void {
  const work = new BackgroundWork<ImportConsentAnswer>(nowMs)

  api.get(
    '/consent/timeline',
    {
      schema: {
        operationId: 'getConsentTimeline',
        summary: 'How many agreed, by scope and day',
        response: answers(ConsentTimeline),
      },
    },
    async () => timelineView(await consent.timeline()),
  )

  api.get(
    '/consent/import',
    {
      schema: {
        operationId: 'getConsentImport',
        summary: 'How far the import that was begun last is, and what came of it',
        response: answers(ConsentImportWork),
      },
    },
    async () => workView(work.state),
  )

  api.post(
    '/consent/import',
    {
      // A letter of the file may take three octets, and six more as JSON.
      bodyLimit: 3 * CONSENT_TEXT_LENGTH_MAX,
      schema: {
        operationId: 'importConsentText',
        summary:
          'Begins to record a file of consents, all of it or nothing; or says what it would do',
        body: ConsentText,
        response: answers(ConsentImportWork),
      },
    },
    async ({ body: { text, isDryRun, actor } }) =>
      workView(
        work.start(actor, async (onProgress) =>
          importView(await importConsent(consent, text, { actor, isDryRun, onProgress })),
        ),
      ),
  )
}

import type { ConsentLedger } from './ledger.ts'
import type { ConsentScope } from './scopes.ts'
import { WORDING_TEMPLATES } from './wordings.ts'

/** Terms in the words of the templates, to be agreed to one by one. */
export async function publishTemplates(
  ledger: Pick<ConsentLedger, 'publishTerms'>,
  ...scopes: readonly ConsentScope[]
): Promise<void> {
  for (const scope of scopes)
    await ledger.publishTerms(
      {
        scope,
        basis: 'opt-in',
        change: 'material',
        graceMs: 0,
        wording: WORDING_TEMPLATES[scope],
      },
      { actor: 'officer', note: 'agreed' },
    )
}

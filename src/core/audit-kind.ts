import { PURPOSE_IDS } from './flow-access.ts'

/**
 * What the audit records: a reading of flow records, a deletion of them, a publication (of the public notice, or
 * of what the world is told of a case), a look-up of an address in registry and lists, an import of flows,
 * a promotion of the model that decides.
 */
export const AUDIT_KINDS = [
  'look',
  'deletion',
  'publication',
  'look-up',
  'import',
  'promotion',
] as const
export type AuditKind = (typeof AUDIT_KINDS)[number]

/** Purposes of lines that are no looks at flows. */
export const PUBLICATION_PURPOSES = ['public-notice', 'warning-publication'] as const
export const AUDIT_PURPOSES = [...PURPOSE_IDS, ...PUBLICATION_PURPOSES] as const
export type AuditPurpose = (typeof AUDIT_PURPOSES)[number]

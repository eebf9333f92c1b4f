import type { Migration } from '../../db/migrations.ts'
import { createConsent } from './0800-consent.ts'
import { createPlans } from './0801-plans.ts'
import { createReleases } from './0820-releases.ts'

/** In the order of their numbers: consent and plan 0800–0819, planes and release 0820–0839. */
export const MEASURE_MIGRATIONS: readonly Migration[] = [createConsent, createPlans, createReleases]

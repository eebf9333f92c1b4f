import type { Sender } from '../../alerts/index.ts'
import type { Configuration } from '../configuration.ts'
import type { AlertConfiguration } from './alert-configuration.ts'

/** A notice has to be published before flows are collected, and none can be without an operator. */
const NOBODY = { ja: '当社', en: 'your provider' }

/** Who writes, as the public notice names the operator. */
export function senderOf(
  { telephone, hours, proof, timeZone }: AlertConfiguration,
  { notice }: Pick<Configuration, 'notice'>,
): Sender {
  return { operator: notice.operator ?? NOBODY, telephone, hours, proof, timeZone }
}

import { commandRunner } from '../command.ts'
import { withdrawAll } from '../flowspec/flowspec-plane.ts'
import type { AfterSilence } from '../plane.ts'
import { endPolicyZone } from '../rpz/rpz-plane.ts'

const COMMAND_TIMEOUT_MS = 10_000

/** Ends all rules of ours on one device. Throws `PlaneError` where it does not do as told. */
export async function endRules(order: AfterSilence): Promise<void> {
  const text = (key: string): string => String(order[key] ?? '')
  const run = commandRunner([...(order['command'] as readonly string[])], COMMAND_TIMEOUT_MS)
  switch (order.kind) {
    case 'rpz':
      return endPolicyZone(run, { file: text('file'), text: text('text'), zone: text('zone') })
    case 'flowspec':
      return withdrawAll(run, text('community'))
    default:
      // Their devices end rules themselves.
      return
  }
}

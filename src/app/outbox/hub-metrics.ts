import { Gauge, type Registry } from 'prom-client'
import type { MembershipStatus } from './hub-membership.ts'

/** Of the hub, for `/metrics`; nothing while none was joined. */
export function hubMetrics(
  registry: Registry,
  read: () => Promise<MembershipStatus | undefined>,
): void {
  const gauge = (
    name: string,
    help: string,
    figureOf: (status: MembershipStatus) => number | null,
  ): void => {
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        const status = await read()
        const figure = status && figureOf(status)
        this.reset()
        if (typeof figure === 'number') this.set(figure)
      },
    })
  }
  gauge(
    'noroshi_outbox_waiting',
    'Cases of which the hub has not heard the newest',
    (status) => status.outbox.waiting,
  )
  gauge(
    'noroshi_outbox_refused',
    'Warnings that the hub, or our own lint, refused',
    (status) => status.outbox.refusedCount,
  )
  gauge(
    'noroshi_outbox_failed_attempts',
    'Attempts in a row in which the hub was not reached',
    (status) => status.outbox.failure?.attempts ?? 0,
  )
  gauge(
    'noroshi_hub_list_version',
    'Version of the list that is held',
    (status) => status.list.version,
  )
  gauge(
    'noroshi_hub_warnings_in_force',
    'Warnings of the hub that are acted on',
    (status) => status.list.inForce,
  )
  gauge(
    'noroshi_hub_list_timestamp_seconds',
    'When the newest good list was asked for',
    (status) => (status.follower.roundAtMs === null ? null : status.follower.roundAtMs / 1000),
  )
}

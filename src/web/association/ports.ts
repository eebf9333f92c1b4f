/** What the association's console needs of its hub. `app` wires it; it is loaded in no operator's process. */
import type { FastifyBaseLogger } from 'fastify'
import type { Disputes } from '../../gate/disputes/disputes.ts'
import type { Hub } from '../../gate/hub/hub.ts'
import type { Oversight } from '../../gate/oversight/oversight.ts'
import type { ConsolePorts, SignInPorts } from '../ports/sign-in-ports.ts'

export type AssociationPorts = SignInPorts &
  ConsolePorts & {
    /** Takes errors only: neither bodies nor addresses are logged. */
    readonly logger: FastifyBaseLogger
    readonly hub: Hub
    readonly oversight: Oversight
    readonly disputes: Disputes
    /** Of the log, as its followers were given it. */
    readonly logKey: string
    /** A simulation: what is listed are documentation addresses. */
    readonly isSynthetic: boolean
    /** PEM; without it only loopback may be listened on. */
    readonly tls: { readonly key: string; readonly cert: string } | null
  }

import { type FaceInput, rpzRecords } from '../../gate/warning/faces/index.ts'
import { PolicyZone } from '../../gate/zone/policy-zone.ts'
import { ZoneServer } from '../../gate/zone/zone-server.ts'

const LOOPBACK = '127.0.0.1'

/** The policy zone of a member, for a resolver on the same machine. */
export class OwnZone {
  readonly #zone: PolicyZone
  readonly #server: ZoneServer
  readonly #resolverPort: number | undefined

  private constructor(zone: PolicyZone, server: ZoneServer, resolverPort: number | undefined) {
    this.#zone = zone
    this.#server = server
    this.#resolverPort = resolverPort
  }

  /** @param resolverPort who is told of changes; without it the resolver asks each minute */
  static async start(hub: string, port: number, resolverPort?: number): Promise<OwnZone> {
    const zone = new PolicyZone(`rpz.${hub}`)
    const server = await ZoneServer.start(zone, { address: LOOPBACK, port }, [LOOPBACK])
    return new OwnZone(zone, server, resolverPort)
  }

  show(input: FaceInput): void {
    const hasChanged = this.#zone.update(rpzRecords(input), input.nowMs)
    if (!hasChanged || this.#resolverPort === undefined) return
    const { serial } = this.#zone.current!
    this.#server.notify({ address: LOOPBACK, port: this.#resolverPort }, serial)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#server[Symbol.asyncDispose]()
  }
}

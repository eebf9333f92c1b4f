import type { AutomationProfile } from '../machines/automation.ts'
import type { Service } from '../machines/service.ts'
import type { Device } from '../people/population.ts'
import type { BotActivity, C2Family } from './c2-family.ts'

/** What an endpoint of a botnet is for; only a `controller` is what a detector looks for. */
export type EndpointRole = 'controller' | 'initial-contact' | 'downloader' | 'peer' | 'sinkhole'

/** Endpoints with one use, and the devices that contact them. */
export type Channel = {
  readonly role: EndpointRole
  /** More than one where the endpoint moves: at any instant it is one of them. */
  readonly services: readonly Service[]
  /** How long it is one of them; infinite where it stands still. */
  readonly rotationMs: number
  readonly profile: AutomationProfile
  readonly clients: readonly Device[]
  /** After the start of the run. */
  readonly appearsAfterMs: number
  /** When its endpoints were first there, likewise; negative: before the run. */
  readonly bornAfterMs: number
  readonly endsAfterMs: number
  /** Whose address it is as well. */
  readonly shared: 'no' | 'host' | 'delivery-network'
}

/** An order to all bots, and when they follow it; both after the start of the run. */
export type Command = { readonly givenAfterMs: number; readonly actedAfterMs: number }

export type Botnet = {
  readonly family: C2Family
  readonly bots: readonly Device[]
  readonly channels: readonly Channel[]
  readonly activity: BotActivity
  /** Undefined: each bot acts when it likes. */
  readonly commands: readonly Command[] | undefined
}

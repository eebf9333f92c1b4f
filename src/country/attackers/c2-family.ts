import { AUTOMATION_DEFAULTS, type AutomationClass } from '../machines/automation-class.ts'
import type { Range } from '../traffic/draw.ts'

/** What bots do beside talking to their controller. */
export type BotActivity = 'telnet-scan' | 'spam' | 'flood' | 'none'

/**
 * Where the controller lives.
 *
 * - `own`: an address and port of its own, for as long as it lasts
 * - `shared-host`: on a web server that other, innocent sites share
 * - `delivery-network`: behind edges that everybody uses, so that only its edges are visible
 * - `fast-flux`: at another address every few hours
 * - `overlay`: bots talk to other bots outside, and all of them to one super-node
 * - `staged`: an initial contact and a downloader come first
 */
export type Hosting =
  | 'own'
  | 'shared-host'
  | 'delivery-network'
  | 'fast-flux'
  | 'overlay'
  | 'staged'

/**
 * A family of bots, as published analyses describe its controllers' traffic. Intervals, sizes and ports
 * are ranges, so that two seeds give two different botnets and no value can be learnt by heart.
 */
export type C2Family = Omit<AutomationClass, 'clients'> & {
  /** One is drawn for each botnet. */
  readonly activities: readonly BotActivity[]
  /** How many botnets spam and flood on command, 1 to 72 hours after it; the others whenever a bot likes. */
  readonly commandedShare: number
  readonly hosting: Hosting
  /** Controllers have one address; this is its family. */
  readonly addressing: 'ipv4' | 'ipv6'
  /** How long a fast-flux address is the one in use. */
  readonly rotationSeconds: Range
}

export const FAMILY_DEFAULTS: Omit<C2Family, 'kind' | 'name' | 'ports'> = {
  ...AUTOMATION_DEFAULTS,
  devices: ['pc', 'server'],
  ipv6Share: 0,
  jitter: [0, 0.5],
  // Most live; the rest are flaky or dead, in each of the ways in which a server can be dead.
  answers: [...Array<'yes'>(12).fill('yes'), 'flaky', 'none', 'reset', 'unreachable'],
  paddingShare: 0.15,
  namedShare: 0.5,
  // Bots of one build have its numbers built in; some botnets have several builds.
  alikeShare: 0.8,
  clientSpread: [0.02, 0.25],
  restingShare: 0.1,
  activities: ['none'],
  commandedShare: 0.5,
  hosting: 'own',
  addressing: 'ipv4',
  // Names change their answer every few minutes, the machines behind them last for hours.
  rotationSeconds: [3600, 43_200],
}

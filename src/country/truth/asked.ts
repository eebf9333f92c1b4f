import { formatEndpoint } from '../../core/endpoint.ts'
import type { PlantedEndpoint } from './truth.ts'

/** What is asked of a benign endpoint before it counts is asked of a controller too, of what it truly did. */
const TRUE_CONTACTS_MIN = 10

export type AskedFor = {
  readonly controllers: ReadonlyMap<string, PlantedEndpoint>
  /** Neither innocent nor a controller's own. */
  readonly neither: ReadonlyMap<string, PlantedEndpoint>
}

/**
 * The controllers a detector can be asked for, by endpoint, and what it is asked nothing about: peers, first
 * contacts and downloaders of a botnet; an edge of a delivery network, whose address names everybody behind
 * it; and an address of a moving controller that met fewer than ten contacts in all, whatever was seen of
 * them. What sampling hides of the others is a miss. Sinkholes are innocent.
 *
 * @param hours how long the country ran
 */
export function askedFor(planted: readonly PlantedEndpoint[], hours: number): AskedFor {
  const controllers = new Map<string, PlantedEndpoint>()
  const neither = new Map<string, PlantedEndpoint>()
  for (const one of planted) {
    if (one.kind === 'sinkhole' || one.kind === 'scanner') continue
    const isAsked =
      one.kind === 'controller' &&
      one.shared !== 'delivery-network' &&
      (!one.isMoving || contactsOf(one, hours) >= TRUE_CONTACTS_MIN)
    if (isAsked) controllers.set(formatEndpoint(one), one)
    else neither.set(formatEndpoint(one), one)
  }
  for (const name of controllers.keys()) neither.delete(name)
  return { controllers, neither }
}

function contactsOf(one: PlantedEndpoint, hours: number): number {
  const active = Math.min(hours, one.activeToHour ?? hours) - one.activeFromHour
  return (one.bots * 3600 * Math.max(0, active)) / one.intervalSeconds
}

import { isIP } from 'node:net'
import { z } from 'zod'
import { parsePrefix } from '../../core/prefix.ts'
import { DISPUTE_DEFAULTS, UNFOUNDED_DAYS } from '../../gate/disputes/settings.ts'

const whole = (min: number, max: number, usual: number) =>
  z.number().int().min(min).max(max).default(usual)

/** `disputes` in `hub.json`: how the association hears owners. */
export const DISPUTES = z
  .strictObject({
    /** Where the association answers; it stands on the public pages. */
    contact: z.string().max(200).nullable().default(null),
    decisionHours: whole(1, 24 * 14, DISPUTE_DEFAULTS.decisionHours),
    isSuspending: z.boolean().default(DISPUTE_DEFAULTS.isSuspending),
    unfoundedCountMax: whole(0, 100, DISPUTE_DEFAULTS.unfoundedCountMax),
    suspensionsPerDay: whole(0, 100_000, DISPUTE_DEFAULTS.suspensionsPerDay),
    appealDays: whole(1, UNFOUNDED_DAYS, DISPUTE_DEFAULTS.appealDays),
    releaseHoldsDays: whole(1, 366, DISPUTE_DEFAULTS.releaseHoldsDays),
    /** Not sooner than it is known who disputes in vain again and again. */
    keepTextsDays: whole(UNFOUNDED_DAYS, 366, DISPUTE_DEFAULTS.keepTextsDays),
    /** Prefixes that the hub never asks for a proof: the association's own networks. */
    neverAsked: z
      .array(z.string().refine((text) => parsePrefix(text) !== undefined, 'an address prefix'))
      .max(1_000)
      .default([]),
    /** Name servers for proofs by DNS, `192.0.2.53` or `127.0.0.1:5353`; the machine's own when empty. */
    resolvers: z
      .array(z.string().refine(isNameServer, 'an address, with a port or without'))
      .max(8)
      .default([]),
    /** Loopback and documentation addresses may be asked. Only for a simulation. */
    isLaboratory: z.boolean().default(false),
  })
  .prefault({})

export type DisputeConfiguration = z.infer<typeof DISPUTES>

function isNameServer(text: string): boolean {
  const [, bracketed, plain] = /^(?:\[([0-9a-f:.]+)\]|([0-9.]+))(?::\d{1,5})?$/i.exec(text) ?? []
  return isIP(bracketed ?? plain ?? text) !== 0
}

import { formatEndpoint } from '../../core/endpoint.ts'
import { type EndpointTarget, type NameTarget, type Target, targetKey } from '../block/target.ts'
import type { Exemption } from './exemption.ts'
import type { ReleaseSubject } from './subject.ts'

/** Who or what ended the block. */
export const RELEASE_CAUSES = ['owner', 'subscriber', 'operator', 'retraction', 'expiry'] as const
export type ReleaseCause = (typeof RELEASE_CAUSES)[number]

/** Names and the addresses that they lead to, as an unblocked resolver says; for the targets at hand. */
export type Links = ReadonlyMap<string, readonly string[]>

/** Why a rule is part of a release. */
export type ClosureStep =
  /** The rule is for it. */
  | 'itself'
  /** Stops the whole address, ports or not. */
  | 'whole-address'
  /** A rule for a tree of names that it is in; the rest of the tree stays blocked. */
  | 'tree-above'
  /** The name leads to the released address. */
  | 'name-leads-there'
  /** The released name leads to the address. */
  | 'address-led-to'

export type Closure = {
  readonly rules: readonly { readonly key: string; readonly step: ClosureStep }[]
  readonly exemptions: readonly Exemption[]
  /** Names whose remembered answers are to be forgotten. */
  readonly names: readonly string[]
}

/**
 * Everything that keeps the subject from being reached, one step from it and no further. From an address to the names
 * that lead to it; from a name to the addresses that it leads to; never on from there: on shared hosting the second
 * step would free strangers' names because of a stranger. What an expired warning alone has blocked is free by
 * itself; others' reasons for the same address or its names stand.
 */
export function closureOf(
  subject: ReleaseSubject,
  cause: ReleaseCause,
  targets: readonly Target[],
  links: Links,
): Closure {
  const endpoints = targets.filter((target) => target.type === 'endpoint')
  const names = targets.filter((target) => target.type === 'name')
  if (subject.kind === 'name') return ofName(subject.name, cause, endpoints, names, links)
  const address = subject.kind === 'address' ? subject.address : subject.endpoint.address
  const here = endpoints.filter((target) => target.address === address)
  const own =
    subject.kind === 'address'
      ? here
      : here.filter((target) => targetKey(target) === formatEndpoint(subject.endpoint))
  if (cause === 'expiry') return { rules: rulesOf(own, 'itself'), exemptions: [], names: [] }
  const leading = names.filter(({ name }) => links.get(name)?.includes(address))
  const causes = cause === 'retraction' ? here.map((target) => target.cause) : null
  return {
    rules: [
      ...rulesOf(own, 'itself'),
      ...rulesOf(
        here.filter((target) => !own.includes(target)),
        'whole-address',
      ),
      ...rulesOf(leading, 'name-leads-there'),
    ],
    exemptions: [
      ...(subject.kind === 'endpoint'
        ? [{ kind: 'endpoint' as const, key: formatEndpoint(subject.endpoint), causes }]
        : []),
      { kind: 'address', address, isPortlessOnly: subject.kind === 'endpoint', causes },
      ...leading.map(({ name }) => ({ kind: 'name' as const, name })),
    ],
    names: leading.map(({ name }) => name),
  }
}

function ofName(
  name: string,
  cause: ReleaseCause,
  endpoints: readonly EndpointTarget[],
  names: readonly NameTarget[],
  links: Links,
): Closure {
  const own = names.filter((target) => target.name === name)
  if (cause === 'expiry') return { rules: rulesOf(own, 'itself'), exemptions: [], names: [name] }
  const above = names.filter((target) => target.isTree && name.endsWith(`.${target.name}`))
  const addresses = links.get(name) ?? []
  const ledTo = endpoints.filter(({ address }) => addresses.includes(address))
  const causes = cause === 'retraction' ? ledTo.map((target) => target.cause) : null
  return {
    rules: [
      ...rulesOf(own, 'itself'),
      ...rulesOf(above, 'tree-above'),
      ...rulesOf(ledTo, 'address-led-to'),
    ],
    exemptions: [
      { kind: 'name', name },
      ...[...new Set(ledTo.map(({ address }) => address))].map((address) => ({
        kind: 'address' as const,
        address,
        isPortlessOnly: false,
        causes,
      })),
    ],
    names: [name],
  }
}

const rulesOf = (targets: readonly Target[], step: ClosureStep): Closure['rules'] =>
  targets.map((target) => ({ key: targetKey(target), step }))

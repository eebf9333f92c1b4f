import { type EndpointTarget, type NameTarget, type Target, targetKey } from '../block/target.ts'

/**
 * What is not blocked although something in force says so. `causes` limits it to the warnings that stood when it was
 * made (null: whatever the cause): after a retraction a new warning counts again.
 */
export type Exemption =
  | { readonly kind: 'endpoint'; readonly key: string; readonly causes: readonly string[] | null }
  | {
      readonly kind: 'address'
      readonly address: string
      /** Only where a rule stops the whole address; rules for its other ports stay. */
      readonly isPortlessOnly: boolean
      readonly causes: readonly string[] | null
    }
  | { readonly kind: 'name'; readonly name: string }

/** What is left to block, by what devices can tell apart. */
export type Remaining = { readonly ported: readonly Target[]; readonly portless: readonly Target[] }

export function remaining(targets: readonly Target[], exemptions: readonly Exemption[]): Remaining {
  if (exemptions.length === 0) return { ported: targets, portless: targets }
  const places = Map.groupBy(
    exemptions.filter((each) => each.kind !== 'name'),
    (each) => (each.kind === 'endpoint' ? each.key : each.address),
  )
  const names = exemptions.filter((each) => each.kind === 'name').map(({ name }) => name)
  const ported: Target[] = []
  const portless: Target[] = []
  for (const target of targets) {
    if (target.type === 'name') {
      const left = nameLeft(target, names)
      if (left) {
        ported.push(left)
        portless.push(left)
      }
      continue
    }
    const holding = exemptionsOf(target, places)
    if (holding.some((each) => each.kind === 'endpoint' || !each.isPortlessOnly)) continue
    ported.push(target)
    if (holding.length === 0) portless.push(target)
  }
  return { ported, portless }
}

type PlaceExemption = Exclude<Exemption, { readonly kind: 'name' }>

function exemptionsOf(
  target: EndpointTarget,
  places: ReadonlyMap<string, readonly PlaceExemption[]>,
): PlaceExemption[] {
  return [...(places.get(targetKey(target)) ?? []), ...(places.get(target.address) ?? [])].filter(
    ({ causes }) => causes === null || causes.includes(target.cause),
  )
}

/** A rule for the name goes; one for a tree above it gets an exception. */
function nameLeft(target: NameTarget, released: readonly string[]): NameTarget | undefined {
  if (released.includes(target.name)) return undefined
  if (!target.isTree) return target
  const exceptions = released.filter((name) => name.endsWith(`.${target.name}`)).sort()
  return exceptions.length === 0 ? target : { ...target, exceptions }
}

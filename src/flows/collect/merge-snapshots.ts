import {
  type DecoderSnapshot,
  type DomainSnapshot,
  isDomain,
  isObject,
  isTemplate,
  listOf,
  SNAPSHOT_VERSION,
  type TemplateSnapshot,
} from '../wire/snapshot-shape.ts'

/**
 * Several snapshots as one. Each knows what its collector heard, and an older copy of what others
 * did; a later announcement counts over an earlier one, so they are put in the order of their time.
 *
 * @param snapshots from files: what is no domain or template is handed on, to be refused and counted
 */
export function mergeSnapshots(snapshots: readonly unknown[]): unknown {
  const [only] = snapshots
  if (snapshots.length === 1) return only
  const sane = snapshots.filter(
    (snapshot) => isObject(snapshot) && snapshot['version'] === SNAPSHOT_VERSION,
  ) as { domains: unknown }[]
  const entries = sane.flatMap(({ domains }) => listOf(domains)).filter(isDomain)
  const groups = Map.groupBy(entries, ({ exporter, kind, id }) => `${exporter} ${kind} ${id}`)
  return {
    version: SNAPSHOT_VERSION,
    domains: [...groups.values()].map(mergeDomain),
  } satisfies DecoderSnapshot
}

function mergeDomain(entries: readonly DomainSnapshot[]): DomainSnapshot {
  const byAge = entries.toSorted((a, b) => newestMs(a) - newestMs(b))
  return {
    ...byAge.at(-1)!,
    sampling: byAge.flatMap(({ sampling }) => [...sampling]),
    templates: byAge
      .flatMap(({ templates }) => [...templates])
      .sort((a, b) => touchedAtMs(a) - touchedAtMs(b)),
  }
}

const newestMs = ({ templates }: DomainSnapshot): number =>
  Math.max(0, ...templates.map(touchedAtMs))

const touchedAtMs = (template: TemplateSnapshot): number =>
  isTemplate(template) ? template.touchedAtMs : 0

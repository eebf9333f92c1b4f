import { createHash } from 'node:crypto'
import { WARNING_TLP } from '../traffic-light.ts'
import { isInForce } from '../warning.ts'
import type { Face, FaceFile, FaceInput, Listed } from './face.ts'
import { uuidOf } from './uuid.ts'

/** 2026-01-01: the list's changes are counted from here. */
const EPOCH_S = 1_767_225_600

/**
 * A MISP feed: manifest, one event per first character of the ids (32 events), hashes. MISP takes an event
 * again when its timestamp rises, and drops an attribute only when it is told `deleted`. Timestamps therefore
 * count the list's changes, one second each: two changes in one real second must not pass for one.
 */
export const mispFace: Face = {
  name: 'misp-feed',
  use: 'notify-subscribers',
  render: (input) => {
    const groups = Map.groupBy(input.listed, ({ warning }) => warning.id[0]!)
    const events = [...groups]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([letter, listed]) => eventOf(letter, listed, input))
    const manifest = Object.fromEntries(events.map((event) => [event.uuid, summaryOf(event)]))
    const hashes = events.flatMap((event) =>
      event.Attribute.filter((each) => !each.deleted).map(
        (each) => `${md5(each.value.split('|')[0]!)},${event.uuid}\n`,
      ),
    )
    return [
      json('manifest.json', manifest),
      ...events.map((event) => json(`${event.uuid}.json`, { Event: event })),
      { path: 'hashes.csv', mediaType: 'text/csv', body: hashes.join('') },
    ]
  },
}

/** Numbers are strings in this format (misp-core-format). */
function eventOf(letter: string, listed: readonly Listed[], input: FaceInput) {
  const newest = Math.max(...listed.map(({ sequence }) => sequence))
  const attributes = listed
    .toSorted((a, b) => (a.warning.id < b.warning.id ? -1 : 1))
    .map((each) => attributeOf(each, input.nowMs))
  return {
    uuid: uuidOf(`misp ${input.hub} ${letter}`),
    info: `Noroshi: probable C2 endpoints, part ${letter}`,
    date: '2026-01-01',
    analysis: '2',
    threat_level_id: '2',
    published: true,
    timestamp: String(EPOCH_S + newest),
    publish_timestamp: String(EPOCH_S + newest),
    Orgc: { name: input.hub, uuid: uuidOf(input.hub) },
    Tag: [{ name: `tlp:${WARNING_TLP.toLowerCase()}`, colour: '#ffc000' }],
    Attribute: attributes,
  }
}

/** The protocol has no place in `ip-dst|port`, so it stands in the comment, which this program writes. */
function attributeOf({ warning, sequence }: Listed, nowMs: number) {
  const { id, address, port, protocol } = warning
  const isNamed = isInForce(warning, nowMs)
  return {
    uuid: uuidOf(`misp ${id}`),
    type: 'ip-dst|port',
    category: 'Network activity',
    value: `${address}|${port}`,
    to_ids: isNamed,
    deleted: !isNamed,
    distribution: '5',
    timestamp: String(EPOCH_S + sequence),
    comment: protocol,
  }
}

function summaryOf(event: ReturnType<typeof eventOf>) {
  const { uuid: _, Attribute: __, published: ___, publish_timestamp: ____, ...summary } = event
  return summary
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex')

const json = (path: string, value: unknown): FaceFile => ({
  path,
  mediaType: 'application/json',
  body: `${JSON.stringify(value)}\n`,
})

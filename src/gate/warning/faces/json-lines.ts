import { formatTlp, WARNING_TLP } from '../traffic-light.ts'
import { canonicalJson } from '../trust/canonical-json.ts'
import type { Face } from './face.ts'

/**
 * Every warning as it is, one on a line, withdrawn ones too; the first line says what the rest is. For
 * programs of one's own: act on what is active and before its end, and on nothing else.
 */
export const jsonLinesFace: Face = {
  name: 'json-lines',
  use: 'notify-subscribers',
  render: ({ hub, version, listed }) => {
    const header = { list: hub, tlp: formatTlp(WARNING_TLP), version }
    const lines = listed.map(({ warning }) => warning).sort((a, b) => (a.id < b.id ? -1 : 1))
    const body = [header, ...lines].map((line) => `${canonicalJson(line)}\n`).join('')
    return [{ path: 'warnings.jsonl', mediaType: 'application/jsonl', body }]
  },
}

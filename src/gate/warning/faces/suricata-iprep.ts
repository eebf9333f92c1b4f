import { ENDPOINT_KINDS } from '../../../core/endpoint-kind.ts'
import type { Warning, WarningBand } from '../warning.ts'
import { type Face, inForce } from './face.ts'

/** 1 to 127; rules ask for `iprep:dst,NoroshiController,>,90`. */
const SCORE: Readonly<Record<WarningBand, number>> = {
  watch: 30,
  suspected: 70,
  'share-candidate': 110,
}

/**
 * Suricata's IP reputation: one line per address and category, so several ports of an address become one
 * line with the highest score. Suricata replaces what it had by what the file says.
 */
export const suricataFace: Face = {
  name: 'suricata-iprep',
  use: 'notify-subscribers',
  render: (input) => [
    { path: 'categories.txt', mediaType: 'text/plain; charset=utf-8', body: categories() },
    {
      path: 'reputation.list',
      mediaType: 'text/plain; charset=utf-8',
      body: reputation(inForce(input)),
    },
  ],
}

function categories(): string {
  return ENDPOINT_KINDS.map(
    (kind, index) => `${index + 1},${categoryOf(kind)},probable ${kind} endpoint\n`,
  ).join('')
}

function reputation(warnings: readonly Warning[]): string {
  const scores = new Map<string, number>()
  for (const { address, kind, band } of warnings) {
    const key = `${address},${ENDPOINT_KINDS.indexOf(kind) + 1}`
    scores.set(key, Math.max(scores.get(key) ?? 0, SCORE[band]))
  }
  return [...scores].map(([key, score]) => `${key},${score}\n`).join('')
}

function categoryOf(kind: string): string {
  const words = kind.split('-').map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
  return `Noroshi${words.join('')}`
}

import type { SeededRandom } from '../../core/random.ts'
import { logUniform, uniform } from '../traffic/draw.ts'

/**
 * What real routers add to the truth. Each can be switched on by itself; zero and false are "off".
 * Drawn by the seed in `drawArtefacts`, named one by one in an experiment.
 */
export type Artefacts = {
  /** Share of conversations that a border router exports once more. */
  readonly duplicateShare: number
  /** Share of conversations whose answers come back past the border router only. */
  readonly asymmetricShare: number
  /** Share of each exporter's two-second stretches whose records never arrive. */
  readonly exportLossShare: number
  /** How far the clock of one exporter is off, in milliseconds; negative is slow. */
  readonly clockSkewMs: number
  /** Share of closed connections that leave a record of one late packet, from either end. */
  readonly residueShare: number
  /** Every exporter has timeouts of its own instead of the usual ones. */
  readonly hasMixedTimeouts: boolean
}

export const NO_ARTEFACTS: Artefacts = {
  duplicateShare: 0,
  asymmetricShare: 0,
  exportLossShare: 0,
  clockSkewMs: 0,
  residueShare: 0,
  hasMixedTimeouts: false,
}

/** Each artefact in about half of the countries, independent of the others. */
export function drawArtefacts(random: SeededRandom): Artefacts {
  const sometimes = (draw: () => number): number => {
    const amount = draw()
    return random.next() < 0.5 ? amount : 0
  }
  return {
    duplicateShare: sometimes(() => uniform(random, [0.05, 0.5])),
    asymmetricShare: sometimes(() => uniform(random, [0.02, 0.3])),
    exportLossShare: sometimes(() => logUniform(random, [0.001, 0.05])),
    clockSkewMs: sometimes(() => Math.round(uniform(random, [-5000, 5000]))),
    residueShare: sometimes(() => logUniform(random, [0.005, 0.1])),
    hasMixedTimeouts: random.next() < 0.5,
  }
}

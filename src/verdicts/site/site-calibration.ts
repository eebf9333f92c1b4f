/**
 * Corrects probabilities for one site by what people decided there. Another site has another share of
 * controllers among what looks alike; under such a shift of the base rate every log odds moves by the same
 * constant (Saerens, Latinne, Decaestecker 2002). One number is all that a few dozen decisions can carry, and
 * it never changes the order. docs/decisions/0017-site-calibration.md says what was refused.
 */
export type SiteCalibration = {
  readonly kind: 'model' | 'site'
  /** Added to the log odds. */
  readonly shift: number
  readonly confirmed: number
  readonly dismissed: number
  readonly why: 'too-few-decisions' | 'does-not-help-later' | 'fitted'
}

export type SiteDecision = { readonly probability: number; readonly isConfirmed: boolean }

/** Below so many the model's own curve stands. */
export const SITE_DECISIONS_MIN = 30
/** Standard deviation of the shift that is thought likely before anything is decided. */
const PRIOR_DEVIATION = 1.5
/** Nobody's few decisions make a certainty of a doubt. */
const SHIFT_MAX = 3
/** The later share of the decisions, which the fit has not seen. */
const LATER_SHARE = 1 / 3

/**
 * Fits the shift, and keeps it only if a fit on the earlier two thirds would have foretold the later third no
 * worse than the model alone: decisions of one campaign, or of one bad day, must not bend what follows.
 *
 * @param decisions oldest first
 */
export function fitSiteCalibration(decisions: readonly SiteDecision[]): SiteCalibration {
  const confirmed = decisions.filter(({ isConfirmed }) => isConfirmed).length
  const counts = { confirmed, dismissed: decisions.length - confirmed }
  if (decisions.length < SITE_DECISIONS_MIN)
    return { kind: 'model', shift: 0, ...counts, why: 'too-few-decisions' }
  const split = decisions.length - Math.floor(decisions.length * LATER_SHARE)
  const later = decisions.slice(split)
  const foretold = fitShift(decisions.slice(0, split))
  if (logLoss(later, foretold) > logLoss(later, 0))
    return { kind: 'model', shift: 0, ...counts, why: 'does-not-help-later' }
  return { kind: 'site', shift: fitShift(decisions), ...counts, why: 'fitted' }
}

export function shifted(probability: number, shift: number): number {
  return shift === 0 ? probability : sigmoid(logOdds(probability) + shift)
}

/** Newton's steps on one number; the prior makes it finite where all decisions are alike. */
function fitShift(decisions: readonly SiteDecision[]): number {
  let shift = 0
  for (let step = 0; step < 50; step++) {
    let gradient = shift / PRIOR_DEVIATION ** 2
    let curvature = 1 / PRIOR_DEVIATION ** 2
    for (const { probability, isConfirmed } of decisions) {
      const said = shifted(probability, shift)
      gradient += said - (isConfirmed ? 1 : 0)
      curvature += said * (1 - said)
    }
    const move = Math.min(1, Math.max(-1, gradient / curvature))
    shift -= move
    if (Math.abs(move) < 1e-9) break
  }
  return Math.min(SHIFT_MAX, Math.max(-SHIFT_MAX, shift))
}

function logLoss(decisions: readonly SiteDecision[], shift: number): number {
  return decisions.reduce((sum, { probability, isConfirmed }) => {
    const said = shifted(probability, shift)
    return sum - Math.log(isConfirmed ? said : 1 - said)
  }, 0)
}

const CERTAINTY = 1e-6
function logOdds(probability: number): number {
  const kept = Math.min(1 - CERTAINTY, Math.max(CERTAINTY, probability))
  return Math.log(kept / (1 - kept))
}
const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value))

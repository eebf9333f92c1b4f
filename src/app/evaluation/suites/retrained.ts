import {
  type KnownEndpoint,
  measureQuality,
  type Quality,
} from '../../../verdicts/evaluate/index.ts'
import { FEATURES, type Sample, trainModel, VerdictError } from '../../../verdicts/index.ts'
import { modelScore } from '../../../verdicts/model/model.ts'
import { featureValues } from './country-rows.ts'

/**
 * Trains a small model for one question and measures it on rows it has not seen.
 *
 * @param trainingSeeds of the countries that the samples are of
 * @returns undefined where too few controllers were planted to train on, as in a quick run
 */
export function qualityRetrained(
  title: string,
  samples: readonly Sample[],
  trainingSeeds: readonly number[],
  rows: readonly KnownEndpoint[],
  seed: number,
): Quality | undefined {
  try {
    const model = trainModel(samples, {
      seed,
      features: FEATURES,
      calibration: samples,
      card: {
        title,
        trainedOn: 'simulated countries',
        seeds: { training: trainingSeeds, calibration: [] },
        limits: [],
      },
    })
    // What the evidence gate left out has no features and stays last.
    return measureQuality(
      rows,
      (row) =>
        row.score === Number.NEGATIVE_INFINITY ? row.score : modelScore(model, featureValues(row)),
      { seed, rounds: 0 },
    )
  } catch (error) {
    if (error instanceof VerdictError && error.code === 'TRAINING_SAMPLES_UNUSABLE')
      return undefined
    throw error
  }
}

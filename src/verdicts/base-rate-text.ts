import type { Bilingual } from '../core/bilingual.ts'
import type { Budget } from './budget.ts'
import { formatCount } from './features/wording.ts'

/**
 * Base-rate arithmetic of one detection: how many of those shown are expected to be wrong, and how rarely an
 * innocent endpoint may be mistaken for that to hold.
 *
 * @param endpointCount that proven clients contacted in the window
 */
export function baseRateText(budget: Budget, endpointCount: number): Bilingual {
  const { suspectedCount, expectedFalse, suspectedFrom, falsePositivesPerDay } = budget
  const endpoints = formatCount(endpointCount)
  const wrong = expectedFalse.toFixed(1)
  const from = suspectedFrom.toFixed(2)
  if (suspectedCount === 0)
    return {
      en: `None of ${endpoints} endpoints is more than watched within a budget of ${falsePositivesPerDay} wrong a day.`,
      ja: `${endpoints}件の通信先のうち、1日${falsePositivesPerDay}件の誤り許容枠内で観察を超えるものはありません。`,
    }
  const perMillion = formatCount((1e6 * expectedFalse) / Math.max(1, endpointCount))
  return {
    en: `${formatCount(suspectedCount)} of ${endpoints} endpoints are more than watched (from probability ${from}, budget ${falsePositivesPerDay} wrong a day). If probabilities hold here, about ${wrong} of them are wrong: ${perMillion} in a million endpoints.`,
    ja: `${endpoints}件の通信先のうち${formatCount(suspectedCount)}件が観察を超えます（確率${from}以上、誤りの許容枠は1日${falsePositivesPerDay}件）。確率がこの網でも成り立つなら、うち約${wrong}件は誤りです（通信先100万件あたり${perMillion}件）。`,
  }
}

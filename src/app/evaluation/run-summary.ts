import type { Quality, RunVerdict } from '../../verdicts/evaluate/index.ts'
import { baseRateText, provableText } from './base-rate-text.ts'

/** A terminal shows so many; JSON and report have all. */
const SERVERS_SHOWN = 20

/** A run on a terminal: figures that can be read in a breath, each with what it rests on. */
export function runSummary(run: RunVerdict): string {
  const known = `${run.positives} controllers, ${run.negatives} benign endpoints; ${run.unknown} of unknown truth left out, ${run.unscored} never candidates`
  const servers = run.servers
    .slice(0, SERVERS_SHOWN)
    .map(
      ({ endpoint, rank, benignAbove, benignAboveWithoutPorts }) =>
        `  ${endpoint.address}:${endpoint.port}/${endpoint.protocol} in ${endpoint.capture}: rank ${rank}, benign above ${benignAbove} (without ports ${benignAboveWithoutPorts}), probability ${endpoint.probability.toFixed(3)}`,
    )
  const lines = [
    line('Noroshi', run.ours),
    line('  without ports', run.withoutPorts),
    ...Object.entries(run.baselines).map(([name, quality]) => line(name, quality)),
  ]
  const causes = Map.groupBy(run.errors, ({ side, cause }) => `${side}: ${cause}`)
  return [
    known,
    '',
    `${''.padEnd(20)} PR-AUC  95 % interval    recall at 0 / 1 / 10 false per 10,000 benign`,
    ...lines,
    '',
    `Calibration error ${run.calibration.expectedError.toFixed(3)}, Brier ${run.calibration.brier.toFixed(4)}`,
    provableText(run).en,
    baseRateText(run).en,
    ...(servers.length > 0
      ? ['', `Controllers (${servers.length} of ${run.servers.length}):`, ...servers]
      : []),
    ...(causes.size > 0
      ? ['', 'Errors:', ...[...causes].map(([name, all]) => `  ${all.length} ${name}`)]
      : []),
  ].join('\n')
}

function line(name: string, quality: Quality): string {
  const interval = quality.interval
    ? `[${quality.interval.low.toFixed(2)}, ${quality.interval.high.toFixed(2)}]`
    : ''
  const recalls = ['0', '1', '10']
    .map((budget) => quality.recallAtFalse[budget]!.recall.toFixed(3))
    .join(' / ')
  return `${name.padEnd(20)} ${quality.prAuc.toFixed(3)}   ${interval.padEnd(14)}  ${recalls}`
}

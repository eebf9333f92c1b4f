import { loadConfiguration } from '../configuration.ts'
import type { DataDirectory } from '../data-directory.ts'
import { driftText } from '../models/model-view.ts'
import { openModels } from '../models/open-models.ts'
import { viewOf } from '../service/api-ports.ts'
import { type Finding, ok, warning } from './finding.ts'

/** Which model decides, and whether it is the one that somebody promoted. */
export function modelFinding(directory: DataDirectory): Finding {
  const { library } = openModels(directory)
  const { id, failure } = library.champion()
  if (failure !== undefined)
    return warning(
      'model',
      `the promoted model cannot be used, so the shipped one decides: ${failure}`,
      `昇格したモデルが使えないため、同梱のモデルで判定しています: ${failure}`,
    )
  const challenger = library.challenger()?.id
  return ok(
    'model',
    `${id} decides${challenger === undefined ? '' : `, ${challenger} challenges`}`,
    `使用中: ${id}${challenger === undefined ? '' : `、挑戦者: ${challenger}`}`,
  )
}

/** Whether the traffic is still what it was. */
export function driftFinding(directory: DataDirectory): Finding {
  const { watch } = openModels(directory)
  const report = watch.drift(viewOf(readable(directory)))
  const { en, ja } = driftText(report)
  return report.state === 'drifting' ? warning('drift', en, ja) : ok('drift', en, ja)
}

/** A broken configuration is a finding of its own. */
function readable(directory: DataDirectory) {
  try {
    return loadConfiguration(directory.configurationFile)
  } catch {
    return { subscriberPrefixes: [] }
  }
}

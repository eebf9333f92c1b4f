import {
  AlertError,
  type DeviceKind,
  type MessageKind,
  type MessageText,
  type Problem,
  plainMessage,
  previewMessage,
  renderPreviewLetter,
} from '../../alerts/index.ts'
import { type Configuration, loadConfiguration } from '../configuration.ts'
import { openDataDirectory } from '../data-directory.ts'
import { systemClock } from '../system-ports.ts'
import { senderOf } from './sender-of.ts'

export type Preview = {
  readonly deviceKind: DeviceKind
  readonly problem?: Problem | undefined
  readonly kind: MessageKind
  readonly language: 'ja' | 'en'
}

/** Needs the configuration and nothing else, so it works beside a running service. */
export function previewText(dataPath: string, preview: Preview): string {
  const { text } = previewed(dataPath, preview)
  return `${text.subject}\n\n${plainMessage(text)}`
}

/** Throws `AlertError` ALERT_FONT_MISSING. */
export async function previewLetter(dataPath: string, preview: Preview): Promise<Uint8Array> {
  const { text, alerts, configuration } = previewed(dataPath, preview)
  return renderPreviewLetter(
    text,
    senderOf(alerts, configuration),
    alerts.letters,
    systemClock.nowMs(),
  )
}

type Previewed = {
  readonly text: MessageText
  readonly alerts: NonNullable<Configuration['alerts']>
  readonly configuration: Configuration
}

function previewed(dataPath: string, preview: Preview): Previewed {
  const configuration = loadConfiguration(openDataDirectory(dataPath).configurationFile)
  const { alerts } = configuration
  if (!alerts) throw new AlertError('ALERTS_OFF', 'noroshi.json has no "alerts"')
  const sender = senderOf(alerts, configuration)
  const text = previewMessage(preview, sender, systemClock.nowMs(), alerts.windowHours)
  return { text, alerts, configuration }
}

import type { Bilingual } from '../core/bilingual.ts'

/** What a device is, as far as the steps to mend it differ. */
export const DEVICE_KINDS = [
  'router',
  'camera',
  'recorder',
  'set-top',
  'pc',
  'phone',
  'unknown',
] as const
export type DeviceKind = (typeof DEVICE_KINDS)[number]

export const DEVICE_NAMES: Readonly<Record<DeviceKind, Bilingual>> = {
  router: { ja: 'ルーター（無線LAN親機を含む）', en: 'router (or Wi-Fi base)' },
  camera: { ja: 'ネットワークカメラ', en: 'network camera' },
  recorder: { ja: '録画機', en: 'video recorder' },
  'set-top': { ja: 'テレビに接続する機器', en: 'device connected to the television' },
  pc: { ja: 'パソコン', en: 'computer' },
  phone: { ja: 'スマートフォン・タブレット', en: 'smartphone or tablet' },
  unknown: { ja: 'インターネットに接続している機器', en: 'device on your Internet connection' },
}

export function deviceKindOf(word: string): DeviceKind {
  const known = DEVICE_KINDS.find((kind) => kind === word.trim().toLowerCase())
  return known ?? 'unknown'
}

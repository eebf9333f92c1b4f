import type { Bilingual } from '../../core/bilingual.ts'
import { DEVICE_NAMES, type DeviceKind } from '../device-kind.ts'
import type { Problem, Reason } from '../reason.ts'

/** What was found, as far as a text needs to know it. */
export type Finding = {
  readonly reason: Reason
  readonly problem: Problem | null
  readonly deviceKind: DeviceKind
  readonly firstMs: number
  readonly lastMs: number
}

type Texts = { readonly seen: Bilingual; readonly means: Bilingual }

export function findingTexts(finding: Finding, period: Bilingual): Texts {
  const device = DEVICE_NAMES[finding.deviceKind]
  return finding.reason === 'c2'
    ? contactTexts(device, period)
    : problemTexts(finding.problem ?? 'scanning', device, period)
}

function contactTexts(device: Bilingual, period: Bilingual): Texts {
  return {
    seen: {
      ja: `${period.ja}、お客さまの回線につながっている機器（${device.ja}）が、ウイルスに感染した機器へ命令を送るサーバ（C&Cサーバ）である可能性が高い機器と通信していました。`,
      en: `${period.en}, something on your line (${device.en}) communicated with what is probably a server that commands infected devices (a C2 server).`,
    },
    means: {
      ja: '機器がウイルスに感染しているおそれがあります。そのままにすると、知らないうちに、ほかの人への攻撃に使われたり、通信が遅くなったりすることがあります。同じことは多くのご家庭で起きており、お客さまの使い方が悪いということではありません。',
      en: 'It may be infected. Left alone, it may be used, without you noticing, to attack others, or slow your connection down. This happens in many homes; it does not mean that you did something wrong.',
    },
  }
}

function problemTexts(problem: Problem, device: Bilingual, period: Bilingual): Texts {
  const { seen, means } = PROBLEM_TEXTS[problem]
  return {
    seen: {
      ja: `${period.ja}、お客さまの回線につながっている機器（${device.ja}）について、${seen.ja}との報告を受けました。`,
      en: `${period.en}, it was reported to us of something on your line (${device.en}) that ${seen.en}.`,
    },
    means: {
      ja: `${means.ja}同じことは多くのご家庭で起きており、お客さまの使い方が悪いということではありません。`,
      en: `${means.en} This happens in many homes; it does not mean that you did something wrong.`,
    },
  }
}

const PROBLEM_TEXTS: Readonly<Record<Problem, Texts>> = {
  'weak-password': {
    seen: {
      ja: 'だれでも推測できるパスワードが設定されている',
      en: 'its password can be guessed by anybody',
    },
    means: {
      ja: '外から操作され、ウイルスに感染するおそれがあります。',
      en: 'It could be controlled from outside and infected.',
    },
  },
  'open-remote-access': {
    seen: {
      ja: 'インターネットのだれからでも操作の入口が見える状態になっている',
      en: 'its controls can be reached by anybody on the Internet',
    },
    means: {
      ja: '入口が見えていると、外から操作され、ウイルスに感染するおそれがあります。',
      en: 'Somebody could try to control it from outside and infect it.',
    },
  },
  'old-firmware': {
    seen: {
      ja: '弱点の見つかっている古いソフトウェアで動いている',
      en: 'it runs old software with known weaknesses',
    },
    means: {
      ja: '弱点から入り込まれ、ウイルスに感染するおそれがあります。',
      en: 'The weaknesses could be used to infect it.',
    },
  },
  'end-of-support': {
    seen: {
      ja: 'メーカーのサポートが終わった機種である',
      en: 'its maker no longer supports it',
    },
    means: {
      ja: '弱点が見つかっても直されないため、ウイルスに感染するおそれがあります。',
      en: 'Weaknesses are no longer mended, so it could be infected.',
    },
  },
  scanning: {
    seen: {
      ja: 'ウイルスに感染した機器に特有の通信を、外へ向けて行っていた',
      en: 'it sent out what infected devices send',
    },
    means: {
      ja: '機器がすでにウイルスに感染しているおそれがあります。',
      en: 'It may already be infected.',
    },
  },
}

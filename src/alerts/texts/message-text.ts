import type { Bilingual, Language } from '../../core/bilingual.ts'
import type { MessageKind } from '../tables.ts'
import { type Finding, findingTexts } from './findings.ts'
import { STEPS } from './steps.ts'

/** What only the operator can say. */
export type Sender = {
  readonly operator: Bilingual
  readonly telephone: string
  readonly hours: Bilingual
  /** Where the number stands besides this message. */
  readonly proof: Bilingual
  /** Days are told in this zone, an IANA name. */
  readonly timeZone: string
}

export type MessageSection = {
  readonly heading: string
  readonly paragraphs: readonly string[]
  /** Numbered. */
  readonly steps: readonly string[]
}

/** One message in one language, whatever carries it. */
export type MessageText = {
  readonly language: Language
  readonly subject: string
  readonly sections: readonly MessageSection[]
}

export function messageText(
  kind: MessageKind,
  finding: Finding,
  sender: Sender,
  language: Language,
): MessageText {
  const sections =
    kind === 'correction'
      ? [correction(finding, sender), asking(sender), genuine(sender)]
      : [
          seen(kind, finding, sender),
          meaning(finding, sender),
          doing(finding),
          asking(sender),
          genuine(sender),
          refusing(sender),
        ]
  return {
    language,
    subject: subjectOf(kind, sender)[language],
    sections: sections.map(({ heading, paragraphs, steps = [] }) => ({
      heading: heading[language],
      paragraphs: paragraphs.map((text) => text[language]),
      steps: steps.map((text) => text[language]),
    })),
  }
}

type Section = {
  readonly heading: Bilingual
  readonly paragraphs: readonly Bilingual[]
  readonly steps?: readonly Bilingual[]
}

function subjectOf(kind: MessageKind, { operator }: Sender): Bilingual {
  if (kind === 'correction')
    return {
      ja: `訂正：ご家庭の機器についてのお知らせ（${operator.ja}）`,
      en: `A correction: about a device in your home (${operator.en})`,
    }
  return {
    ja: `${kind === 'reminder' ? '再度のお知らせ：' : ''}ご家庭の機器についての大切なお知らせ（${operator.ja}）`,
    en: `${kind === 'reminder' ? 'Once more: ' : ''}About the safety of a device in your home (${operator.en})`,
  }
}

function seen(kind: MessageKind, finding: Finding, sender: Sender): Section {
  const found = findingTexts(finding, periodOf(finding, sender.timeZone)).seen
  const again: Bilingual = {
    ja: '先日お知らせした通信が、その後も続いています。お済みでない手順がありましたら、お試しください。',
    en: 'What we told you about has gone on since. If you have not done some of the steps, please try them.',
  }
  return {
    heading: { ja: '何が見つかったか', en: 'What was seen' },
    paragraphs: kind === 'reminder' ? [again, found] : [found],
  }
}

function meaning(finding: Finding, { timeZone }: Sender): Section {
  return {
    heading: { ja: 'どういうことか', en: 'What it means' },
    paragraphs: [findingTexts(finding, periodOf(finding, timeZone)).means],
  }
}

function doing({ deviceKind }: Finding): Section {
  return {
    heading: { ja: 'していただきたいこと', en: 'What to do' },
    paragraphs: [
      {
        ja: '上から順にお試しください。途中まででも効果があります。',
        en: 'Try these in order. Doing only the first ones helps already.',
      },
    ],
    steps: STEPS[deviceKind],
  }
}

function asking({ operator, telephone, hours }: Sender): Section {
  return {
    heading: { ja: 'ご不明なときは', en: 'Who to ask' },
    paragraphs: [
      {
        ja: `${operator.ja}　電話 ${telephone}（${hours.ja}）。ご相談に費用はかかりません。`,
        en: `${operator.en}, telephone ${telephone} (${hours.en}). Asking costs nothing.`,
      },
    ],
  }
}

function genuine({ proof }: Sender): Section {
  return {
    heading: { ja: 'このお知らせが本物か確かめるには', en: 'How to check that this is genuine' },
    paragraphs: [
      {
        ja: `このお知らせには、押していただくリンクはありません。パスワードや口座番号をお尋ねしたり、お金をお願いしたりすることもありません。上の電話番号は、${proof.ja}でも確かめられます。心配なときは、そちらに書かれた番号へおかけください。`,
        en: `There is no link to click here, and we ask for no password, no account number and no money. The number above also stands ${proof.en}; if in doubt, call the number that you find there.`,
      },
    ],
  }
}

function refusing(_: Sender): Section {
  return {
    heading: { ja: 'お知らせが不要なときは', en: 'If you do not want to be told' },
    paragraphs: [
      {
        ja: 'このお知らせは、ご同意にもとづいてお送りしています。いつでもやめることができ、料金やサービスは変わりません。上の電話番号へお申し付けください。',
        en: 'You get this because you agreed to it. You can end that at any time by calling the number above; price and service stay the same.',
      },
    ],
  }
}

function correction(finding: Finding, { timeZone }: Sender): Section {
  const period = periodOf(finding, timeZone)
  return {
    heading: { ja: 'お詫びと訂正', en: 'We were wrong' },
    paragraphs: [
      {
        ja: `${period.ja}の通信について、機器がウイルスに感染しているおそれがあるとお知らせしましたが、その後の確認で、通信の相手は問題のないサーバであったことが分かりました。お客さまの機器の感染を示すものではありません。ご心配とお手数をおかけし、お詫びいたします。`,
        en: `We told you that a device of yours might be infected, because of what was seen ${period.en.toLowerCase()}. It has turned out that the server it communicated with was an innocent one. Nothing points to an infection of your device. We are sorry for the worry and the trouble.`,
      },
    ],
  }
}

function periodOf({ firstMs, lastMs }: Finding, timeZone: string): Bilingual {
  const day = (ms: number, locale: string): string =>
    new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'long' }).format(ms)
  const [first, last] = [day(firstMs, 'ja-JP'), day(lastMs, 'ja-JP')]
  if (first === last) return { ja: last, en: `On ${day(lastMs, 'en-GB')}` }
  return {
    ja: `${first}から${last}にかけて`,
    en: `Between ${day(firstMs, 'en-GB')} and ${day(lastMs, 'en-GB')}`,
  }
}

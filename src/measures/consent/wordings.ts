/** Long because these are the words that subscribers read, one set for each scope. */
import type { Bilingual } from '../../core/bilingual.ts'
import type { ConsentScope } from './scopes.ts'
import type { Wording } from './terms.ts'

/** The same for everybody, whatever they say; a consent that is bought is none. */
const SAME_EITHER_WAY: Bilingual = {
  ja: '同意してもしなくても、料金も、ご利用いただけるサービスの内容も変わりません。',
  en: 'Your price and your service are the same whether you agree or not.',
}
const ANY_TIME: Bilingual = {
  ja: 'いつでも、このページから取りやめることができます。理由は必要ありません。取りやめは、ただちに反映されます。',
  en: 'You can withdraw on this page at any time, without giving a reason. It takes effect at once.',
}
const NO_RECORD: Bilingual = {
  ja: 'どの通信を止めたかを、お客様ごとに記録することはありません。通信の内容を見ることもありません。',
  en: 'We keep no record of which of your connections were stopped, and we never look at what you send or read.',
}
const MISTAKES: Bilingual = {
  ja: '誤って止めてしまうことがあります。そのときは一時停止のボタンで、すぐに元に戻せます。',
  en: 'We may stop something by mistake. The pause button then gives it back at once.',
}

/**
 * Templates to begin with, for each scope: an operator puts their own words in their place, and publishes
 * them as a version.
 */
export const WORDING_TEMPLATES: Readonly<Record<ConsentScope, Wording>> = {
  'block-address': {
    title: {
      ja: '危険な機器への通信を止める（宛先の番号で）',
      en: 'Stop connections to dangerous machines (by address)',
    },
    summary: {
      ja: 'ご自宅の機器が乗っ取られると、攻撃者の指令サーバ（C&Cサーバである可能性が高い機器）とやり取りを始めます。同意いただくと、その宛先への通信を当社が止めます。',
      en: 'A device that has been taken over talks to its attacker’s server (a probable C2 server). If you agree, we stop connections to such servers.',
    },
    points: [
      {
        ja: '見るのは、通信の宛先の番号（IPアドレス）、種類、ポート番号だけです。',
        en: 'We use the destination’s address, protocol and port number, and nothing else.',
      },
      NO_RECORD,
      MISTAKES,
      SAME_EITHER_WAY,
      ANY_TIME,
    ],
  },
  'block-name': {
    title: {
      ja: '危険な機器への通信を止める（名前で）',
      en: 'Stop connections to dangerous machines (by name)',
    },
    summary: {
      ja: '攻撃者の指令サーバは、番号を次々に変えることがあります。同意いただくと、当社の名前解決サーバ（DNS）が、そのサーバの名前（ドメイン名）への問い合わせに答えないようにします。',
      en: 'Attackers’ servers change their addresses often. If you agree, our name servers (DNS) do not answer for the names of such servers.',
    },
    points: [
      {
        ja: '機器が問い合わせた名前を、危険な名前の一覧と自動で照らし合わせます。一致しない名前は、何にも使わず、残しません。',
        en: 'The names that your devices ask for are compared by machine with a list of dangerous names. Names that do not match are neither used nor kept.',
      },
      {
        ja: '番号で止める同意とは別のものです。こちらだけ同意しないこともできます。',
        en: 'This is a separate choice from stopping by address. You can agree to one and not to the other.',
      },
      NO_RECORD,
      MISTAKES,
      SAME_EITHER_WAY,
      ANY_TIME,
    ],
  },
  'gateway-detection': {
    title: {
      ja: 'ご自宅の出入口で、おかしな通信を見つける',
      en: 'Find unusual traffic at your gateway',
    },
    summary: {
      ja: '同意いただくと、お客様の回線の出入口で、乗っ取られた機器に特有の通信の動きがないかを調べます。',
      en: 'If you agree, we look at your line’s gateway for traffic that is typical of devices that were taken over.',
    },
    points: [
      {
        ja: '見るのは、通信の宛先・時刻・量だけです。内容は見ません。',
        en: 'We use destination, time and volume of connections, never their contents.',
      },
      {
        ja: '見つかったことは、お客様にだけお知らせします。',
        en: 'What we find is told to you and to nobody else.',
      },
      SAME_EITHER_WAY,
      ANY_TIME,
    ],
  },
  'device-alerts': {
    title: {
      ja: '機器の乗っ取りや危険な状態をお知らせする',
      en: 'Tell me when a device is taken over or at risk',
    },
    summary: {
      ja: '同意いただくと、お客様の回線につながった機器が攻撃者の指令サーバと通信しているとき、または危険な状態だと分かったときに、お知らせします。',
      en: 'If you agree, we tell you when a device on your line talks to an attacker’s server or is known to be at risk.',
    },
    points: [
      {
        ja: 'お知らせするために、ご契約の連絡先と、その時刻にお使いの回線を照らし合わせます。',
        en: 'To reach you, we match the line in use at that time with the contact in your contract.',
      },
      {
        ja: 'お知らせの中で、パスワードやお支払いをお願いすることはありません。',
        en: 'Our messages never ask for passwords or payments.',
      },
      SAME_EITHER_WAY,
      ANY_TIME,
    ],
  },
}

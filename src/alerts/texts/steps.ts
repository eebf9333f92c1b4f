import type { Bilingual } from '../../core/bilingual.ts'
import type { DeviceKind } from '../device-kind.ts'

/**
 * What to do, one act a step, in an order that helps even if somebody stops half-way: first what removes most
 * infections of that kind of device. Long because it is a table of texts.
 */
export const STEPS: Readonly<Record<DeviceKind, readonly Bilingual[]>> = {
  router: [
    {
      ja: 'ルーターの電源プラグを抜き、10秒待って、もう一度差してください。',
      en: 'Unplug the power of the router, wait ten seconds, and plug it in again.',
    },
    {
      ja: 'ルーターの説明書を見て、ファームウェア（機器の中のソフトウェア）を最新にしてください。自動更新があれば「有効」にしてください。',
      en: 'Following its manual, bring the firmware (the software inside) up to date. Switch automatic updates on if there are any.',
    },
    {
      ja: '管理画面に入るときのパスワードを、ほかで使っていない長いものに変えてください。',
      en: 'Change the password of its settings page to a long one that you use nowhere else.',
    },
    {
      ja: '「リモート管理」や「外部からのアクセス」を使っていなければ、「無効」にしてください。',
      en: 'If you do not use remote management or access from outside, switch it off.',
    },
    {
      ja: 'メーカーのサポートが終わった機種（購入から5年以上が目安です）は、買い替えをご検討ください。',
      en: 'If the maker no longer supports it (often after five years), consider replacing it.',
    },
  ],
  camera: [
    {
      ja: 'カメラの電源プラグを抜き、10秒待って、もう一度差してください。',
      en: 'Unplug the power of the camera, wait ten seconds, and plug it in again.',
    },
    {
      ja: 'カメラのパスワードを、ほかで使っていない長いものに、すぐに変えてください。買ったときのままのパスワードは、だれでも知ることができます。',
      en: 'Change its password at once to a long one that you use nowhere else. The one it came with is known to everybody.',
    },
    {
      ja: '説明書を見て、ファームウェア（機器の中のソフトウェア）を最新にしてください。',
      en: 'Following its manual, bring the firmware (the software inside) up to date.',
    },
    {
      ja: '外出先から映像を見ることがなければ、外部からのアクセスを「無効」にしてください。',
      en: 'If you never watch from elsewhere, switch access from outside off.',
    },
    {
      ja: '更新が提供されていない機種は、電源を切り、買い替えをご検討ください。',
      en: 'If there are no updates for it, switch it off and consider replacing it.',
    },
  ],
  recorder: [
    {
      ja: '録画機の電源を切り、電源プラグを抜いて10秒待ち、もう一度差してください。録画した番組や映像は消えません。',
      en: 'Switch the recorder off, unplug it for ten seconds, and plug it in again. Recordings are not lost.',
    },
    {
      ja: '録画機のパスワード（暗証番号）を、買ったときのものから変えてください。',
      en: 'Change its password or number from the one it came with.',
    },
    {
      ja: '説明書を見て、ソフトウェアを最新にしてください。',
      en: 'Following its manual, bring its software up to date.',
    },
    {
      ja: '外出先から見る機能を使っていなければ、「無効」にするか、LANケーブルを抜いてください。',
      en: 'If you do not watch from elsewhere, switch that off, or unplug its network cable.',
    },
  ],
  'set-top': [
    {
      ja: '機器の電源プラグを抜き、10秒待って、もう一度差してください。',
      en: 'Unplug the power of the device, wait ten seconds, and plug it in again.',
    },
    {
      ja: '設定画面から、ソフトウェアを最新にしてください。',
      en: 'Bring its software up to date in its settings.',
    },
    {
      ja: '公式のストア以外から入れたアプリがあれば、消してください。',
      en: 'Remove apps that did not come from the official store.',
    },
    {
      ja: 'メーカーの分からない機器や、無料で番組が見られるとうたう機器は、はじめから感染していることがあります。使うのをやめ、電源プラグを抜いてください。',
      en: 'Devices of unknown make, or sold with the promise of free programmes, are sometimes infected from the start. Stop using it and unplug it.',
    },
  ],
  pc: [
    {
      ja: 'ウイルス対策ソフトを最新にして、パソコン全体を検査（フルスキャン）してください。Windowsには、はじめから入っています。',
      en: 'Update the virus protection and let it check the whole computer (full scan). Windows comes with one.',
    },
    {
      ja: '見つかったものは、画面の案内のとおり「削除」または「隔離」してください。',
      en: 'Remove or quarantine what it finds, as the screen tells you.',
    },
    {
      ja: 'Windowsなどの更新と、ブラウザの更新をすべて行い、再起動してください。',
      en: 'Install all updates of the system and the browser, and restart.',
    },
    {
      ja: '検査のあと、別の安全な機器から、メールや銀行などのパスワードを変えてください。',
      en: 'Afterwards, change the passwords of your mail and bank from another, safe device.',
    },
  ],
  phone: [
    {
      ja: '公式のストア以外から入れたアプリと、覚えのないアプリを消してください。',
      en: 'Remove apps that did not come from the official store, and those you do not know.',
    },
    {
      ja: '設定の「ソフトウェア・アップデート」から、最新にしてください。',
      en: 'Install the updates offered under software update in the settings.',
    },
    {
      ja: '一度電源を切り、もう一度入れてください。',
      en: 'Switch it off once and on again.',
    },
    {
      ja: '直らないときは、大切な写真などを控えたうえで、初期化をご検討ください。',
      en: 'If it goes on, save your photographs and consider resetting it.',
    },
  ],
  unknown: [
    {
      ja: 'インターネットにつながっている機器（ルーター、カメラ、録画機、テレビにつなぐ機器、パソコンなど）を数えてください。ふだん使っていないものは、電源プラグを抜いてください。',
      en: 'Count what is on your Internet connection: router, cameras, recorders, television boxes, computers. Unplug what you do not use.',
    },
    {
      ja: '残りの機器は、電源プラグを抜いて10秒待ち、もう一度差してください。',
      en: 'Unplug each of the others for ten seconds and plug it in again.',
    },
    {
      ja: '買ったときのままのパスワードを、ほかで使っていない長いものに変えてください。',
      en: 'Change passwords that are still those the devices came with to long ones that you use nowhere else.',
    },
    {
      ja: 'それぞれの説明書を見て、ソフトウェアを最新にしてください。パソコンは、ウイルス対策ソフトで全体を検査してください。',
      en: 'Following the manuals, bring their software up to date. On computers, let the virus protection check everything.',
    },
    {
      ja: 'どの機器か分からないときは、下の電話番号へお気軽にお尋ねください。一緒にお調べします。',
      en: 'If you cannot tell which one it is, call the number below. We look for it together.',
    },
  ],
}

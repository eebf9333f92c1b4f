import type { Bilingual } from '../../core/bilingual.ts'

/** What a person reads who meets a block: what happened, why, who to ask, how to switch it off. */
export const PAGE_TEXTS = {
  title: {
    ja: 'この通信先への接続を止めました',
    en: 'We stopped this connection',
  },
  what: {
    ja: 'ご同意いただいている保護サービスにより、C&Cサーバ（ウイルスなどに感染した機器を操るサーバ）である可能性が高い通信先への接続を止めました。',
    en: 'You agreed to a protection service. It stopped a connection to what is probably a C2 server: a machine that controls infected devices.',
  },
  meaning: {
    ja: 'お使いの機器が必ず感染しているという意味ではありません。心当たりがない場合は、機器の更新とウイルス対策ソフトでの確認をおすすめします。',
    en: 'It does not mean that your device is infected for certain. If you did not expect this, update your devices and check them with security software.',
  },
  noRecord: {
    ja: 'どこへ接続しようとしたかは記録していません。',
    en: 'We keep no record of where you tried to go.',
  },
  ask: { ja: 'お問い合わせ先', en: 'Who to ask' },
  pause: { ja: 'この回線の保護を一時停止する', en: 'Pause the protection for this line' },
  paused: {
    ja: '保護を一時停止しました。数秒後に接続できるようになります。期限が来ると自動的に再開します。',
    en: 'The protection is paused. You can connect in a few seconds. It starts again by itself when the pause ends.',
  },
  unknown: {
    ja: 'この回線を確認できなかったため、停止できませんでした。上記のお問い合わせ先にご連絡ください。料金やサービスの内容は変わりません。',
    en: 'We could not tell which line this is, so nothing was changed. Please ask at the contact above. Price and service stay the same.',
  },
  again: {
    ja: 'このページの有効期限が切れました。もう一度ボタンを押してください。',
    en: 'This page was open for too long. Press the button again.',
  },
} as const satisfies Record<string, Bilingual>

import type { Bilingual } from '../../core/bilingual.ts'
import type { NoticeStanding } from '../../notice/standing.ts'

/** What somebody who reads that collecting stopped, or will, is to do. The same words everywhere. */
export function noticeAdvice(standing: NoticeStanding): Bilingual {
  const { state, missing, published, graceEndsAtMs } = standing
  const fields = missing.join(', ')
  const first =
    missing.length === 0
      ? { en: '', ja: '' }
      : {
          en: `First state ${fields} in noroshi.json, each as {"ja": …, "en": …}. `,
          ja: `まず noroshi.json に ${fields} を {"ja": …, "en": …} の形で記入してください。`,
        }
  const publish = {
    en: `${first.en}Read it with "noroshi notice show" and publish it with "noroshi notice publish --note …".`,
    ja: `${first.ja}「noroshi notice show」で内容を確認し、「noroshi notice publish --note …」で公開してください。`,
  }
  switch (state) {
    case 'current':
      return {
        en: `Notice ${published!.version} says what is done. Nothing to do.`,
        ja: `お知らせ第${published!.version}版は実際の扱いと一致しています。対応は不要です。`,
      }
    case 'unpublished':
      return {
        en: `Nothing is collected: no notice to subscribers has been published. ${publish.en}`,
        ja: `利用者へのお知らせが公開されていないため、収集していません。${publish.ja}`,
      }
    case 'stale': {
      const until = new Date(graceEndsAtMs!).toISOString()
      return {
        en: `The configuration differs from notice ${published!.version}. Collecting goes on until ${until}, then stops. ${publish.en}`,
        ja: `設定がお知らせ第${published!.version}版と異なります。${until} まで収集を続け、その後停止します。${publish.ja}`,
      }
    }
    case 'lapsed':
      return {
        en: `Nothing is collected: the configuration differs from notice ${published!.version} and the grace is over. ${publish.en}`,
        ja: `設定がお知らせ第${published!.version}版と異なったまま猶予期間を過ぎたため、収集を停止しました。${publish.ja}`,
      }
  }
}

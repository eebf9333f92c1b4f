import type { Bilingual } from '../../../core/bilingual.ts'

/**
 * Why an endpoint was judged wrongly: a closed list (LITERATURE §4.6), so that errors can be counted
 * over the years. `benign` causes explain an innocent endpoint that stood too high, `missed` ones a
 * controller that stood too low.
 */
export const CAUSES = {
  'benign-polling': {
    side: 'benign',
    en: 'automation that polls or keeps alive',
    ja: '定期的に通信する正規の自動処理',
  },
  'shared-host': { side: 'benign', en: 'content network or shared host', ja: 'CDN・共用サーバ' },
  'nat-gateway': { side: 'benign', en: 'clients behind one gateway', ja: 'NATゲートウェイ' },
  scanner: { side: 'benign', en: 'target of scans, or a scanner', ja: '探索の対象または探索元' },
  sinkhole: { side: 'benign', en: 'sinkhole or researcher', ja: 'シンクホール・調査機関' },
  'peer-swarm': { side: 'benign', en: 'member of a file-sharing swarm', ja: 'ファイル共有の相手' },
  'dead-service': { side: 'benign', en: 'service that no longer answers', ja: '停止したサービス' },
  'infected-neighbour': {
    side: 'benign',
    en: 'other contact of an infected client',
    ja: '感染端末の別の通信先',
  },
  spoof: { side: 'benign', en: 'framed by forged sources', ja: '送信元詐称' },
  'label-error': { side: 'benign', en: 'the label is doubtful', ja: 'ラベルに疑義' },
  'evidence-gate': { side: 'missed', en: 'left out by the evidence gate', ja: '証拠条件で除外' },
  'too-few-clients': { side: 'missed', en: 'too few clients', ja: '端末が少なすぎる' },
  'sampled-out': { side: 'missed', en: 'sampled out', ja: 'サンプリングで消失' },
  'expired-label': { side: 'missed', en: 'the label had run out', ja: 'ラベルの期限切れ' },
  'peer-to-peer': { side: 'missed', en: 'peer-to-peer or social-network C2', ja: 'P2P・SNS型C2' },
  'popular-service': {
    side: 'missed',
    en: 'hidden in a popular service',
    ja: '著名サービス内に潜伏',
  },
  'moving-address': {
    side: 'missed',
    en: 'the address moved on before enough was seen',
    ja: '十分に観測される前にアドレスが移動',
  },
  'too-rare': { side: 'missed', en: 'contacts too rare', ja: '通信が少なすぎる' },
  'quiet-clients': {
    side: 'missed',
    en: 'its clients do nothing else that stands out',
    ja: '接続元に他の目立つ活動がない',
  },
  padded: { side: 'missed', en: 'traffic disguised by padding', ja: 'パディングで偽装' },
  undetermined: { side: 'both', en: 'undetermined', ja: '判定できない' },
} as const satisfies Record<string, Bilingual & { side: 'benign' | 'missed' | 'both' }>

export type Cause = keyof typeof CAUSES

import type { TrapClass, TrapName } from './trap-class.ts'
import { CLOCK_TRAPS } from './traps/clocks.ts'
import { CLOUD_TRAPS } from './traps/cloud.ts'
import { CONTACT_TRAPS } from './traps/contact.ts'
import { MISHAP_TRAPS } from './traps/mishaps.ts'
import { PEER_TRAPS } from './traps/peers.ts'
import { WORK_TRAPS } from './traps/work.ts'

/**
 * The automation of ordinary life. Small vendors, scripts and servers that were switched off are here
 * in number, because they are what a detector of C2 servers takes for one. Client counts are for 2,000
 * subscribers; the country scales them.
 */
export const TRAP_CLASSES: readonly TrapClass[] = [
  ...CLOCK_TRAPS,
  ...CLOUD_TRAPS,
  ...CONTACT_TRAPS,
  ...WORK_TRAPS,
  ...PEER_TRAPS,
  ...MISHAP_TRAPS,
]

/** Innocent things that are more than one program and one server; see the actors of these names. */
const SPECIAL_TRAPS: readonly TrapName[] = [
  { kind: 'swarm', name: { en: 'file sharing', ja: 'ファイル共有' }, group: 'peers' },
  {
    kind: 'security-scanner',
    name: { en: 'customer who scans for vulnerabilities', ja: '脆弱性診断を行う利用者' },
    group: 'work',
  },
  {
    kind: 'sinkhole',
    name: { en: 'sinkhole of researchers', ja: '研究者のシンクホール' },
    group: 'mishaps',
  },
  {
    kind: 'flood-victim',
    name: { en: 'victim of a flood with forged sources', ja: '送信元詐称フラッドの被害者' },
    group: 'mishaps',
  },
  {
    kind: 'inbound-scan',
    name: { en: 'scanner outside that knocks at subscribers', ja: '外部からの探索' },
    group: 'mishaps',
  },
]

/** Every kind of trap that a plan may name. */
export const TRAPS: readonly TrapName[] = [...TRAP_CLASSES, ...SPECIAL_TRAPS]

/** What people use without being asked; always there, named for the analysis of errors. */
export const EVERYDAY_KINDS: readonly TrapName[] = [
  { kind: 'web', name: { en: 'web site', ja: 'ウェブサイト' }, group: 'cloud' },
  { kind: 'cdn', name: { en: 'delivery network', ja: '配信網（CDN）' }, group: 'cloud' },
  { kind: 'dns', name: { en: 'name server', ja: 'DNSサーバ' }, group: 'clocks' },
  { kind: 'stream', name: { en: 'video', ja: '動画配信' }, group: 'cloud' },
  { kind: 'game', name: { en: 'game', ja: 'ゲーム' }, group: 'contact' },
  { kind: 'personal', name: { en: 'small private server', ja: '個人のサーバ' }, group: 'work' },
  { kind: 'peer', name: { en: 'peer of a file sharer', ja: 'ファイル共有の相手' }, group: 'peers' },
  {
    kind: 'recorded',
    name: { en: 'recorded benign host', ja: '記録された無害な通信' },
    group: 'work',
  },
]

import type { Bilingual } from '../core/bilingual.ts'

/** What each kept column is, for somebody who has never seen a flow record. */
export const COLUMN_TEXTS: Readonly<Record<string, Bilingual>> = {
  received_at: { ja: '記録を受け取った時刻', en: 'when the record was received' },
  start_at: { ja: '通信が始まった時刻', en: 'when the communication began' },
  duration_ms: { ja: '通信の継続時間', en: 'how long it lasted' },
  src_address: { ja: '送信元のIPアドレス', en: 'source IP address' },
  dst_address: { ja: '宛先のIPアドレス', en: 'destination IP address' },
  src_port: { ja: '送信元のポート番号', en: 'source port number' },
  dst_port: { ja: '宛先のポート番号', en: 'destination port number' },
  protocol: { ja: 'プロトコル番号（TCP、UDPなど）', en: 'protocol number (TCP, UDP and so on)' },
  tcp_flags: { ja: 'TCPの制御フラグ（送信側）', en: 'TCP control flags sent' },
  reverse_tcp_flags: { ja: 'TCPの制御フラグ（応答側）', en: 'TCP control flags answered' },
  packets: { ja: 'パケット数（送信側）', en: 'count of packets sent' },
  octets: { ja: 'データ量（送信側）', en: 'amount of data sent' },
  reverse_packets: { ja: 'パケット数（応答側）', en: 'count of packets answered' },
  reverse_octets: { ja: 'データ量（応答側）', en: 'amount of data answered' },
  sampling_interval: { ja: '抽出の間隔（何個に1個を数えたか）', en: 'sampling interval' },
  exporter: {
    ja: '記録を送ったルータのアドレス',
    en: 'address of the router that sent the record',
  },
  observation_domain: {
    ja: 'ルータの中の観測点の番号',
    en: 'number of the observation point in it',
  },
  ingress_interface: { ja: 'ルータの入り側の番号', en: 'number of its incoming interface' },
  egress_interface: { ja: 'ルータの出側の番号', en: 'number of its outgoing interface' },
  biflow_direction: { ja: 'どちらが始めた通信か', en: 'which side began' },
}

/** A column that nobody described is told by its name: better odd than left out. */
export const columnText = (name: string): Bilingual => COLUMN_TEXTS[name] ?? { ja: name, en: name }

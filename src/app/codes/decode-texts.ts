import type { Bilingual } from '../../core/bilingual.ts'
import type { DropReason } from '../../flows/collect/drop-reason.ts'

/** Why something that an exporter sent is not in the store: a counter's label, not an error message. */
export const DROP_TEXTS: Readonly<Record<DropReason, Bilingual>> = {
  MESSAGE_TOO_SHORT: {
    en: 'A datagram is shorter than its header. Look for fragmentation or something that is no exporter.',
    ja: 'データグラムがヘッダより短くなっています。断片化、またはエクスポータ以外からの送信を確認してください。',
  },
  VERSION_UNKNOWN: {
    en: 'The version is none of NetFlow v5, v9, IPFIX (10) or sFlow v5. Change the export version.',
    ja: 'NetFlow v5・v9、IPFIX（10）、sFlow v5 のいずれでもありません。送信形式を変更してください。',
  },
  LENGTH_INVALID: {
    en: 'A message claims another length than it has.',
    ja: 'メッセージの長さの値が実際と一致しません。',
  },
  SET_LENGTH_INVALID: {
    en: 'A set claims a length that does not fit its message; the rest of the message was left out.',
    ja: 'セットの長さの値がメッセージに収まりません。以降の部分は読み取っていません。',
  },
  SET_UNKNOWN: {
    en: 'A set has a reserved identifier and was skipped.',
    ja: '予約済みの識別子を持つセットを読み飛ばしました。',
  },
  TEMPLATE_MISSING: {
    en: 'Data came before its template, and the template did not come in ten minutes, or more data waited than there is room for. Let the exporter send templates more often.',
    ja: 'データより先に届くべきテンプレートが10分以内に届かなかったか、待機できる量を超えました。テンプレートの送信間隔を短くしてください。',
  },
  TEMPLATE_FLOOD: {
    en: 'An exporter announces new templates faster than any real one; the surplus and its data were left out. Find out what sends them.',
    ja: '通常では考えられない頻度で新しいテンプレートが届いたため、超過分とそのデータを読み取っていません。送信元を確認してください。',
  },
  RATE_LIMITED: {
    en: 'The exporter sends more records than its limit: one datagram in n was kept, and its sampling interval multiplied by n. Totals stay right on average. Raise exporterLimits if this is honest traffic.',
    ja: 'レコード数が上限を超えたため、データグラムをn個に1個だけ残し、サンプリング間隔をn倍にしました（合計の期待値は変わりません）。正当な通信であれば exporterLimits を引き上げてください。',
  },
  SAMPLING_UNKNOWN: {
    en: 'The exporter neither announced nor sent a sampling interval, and the configuration says to reject such records. Let it send its sampling options, or set an interval.',
    ja: 'サンプリング間隔が通知されず、設定により除外しました。エクスポータに通知させるか、間隔を設定してください。',
  },
  TEMPLATE_EMPTY: {
    en: 'A template describes no field or only fields without length.',
    ja: 'テンプレートに項目がないか、長さのない項目だけです。',
  },
  TEMPLATE_TOO_WIDE: {
    en: 'A template has more fields, or longer records, than any real exporter needs.',
    ja: 'テンプレートの項目数またはレコード長が上限を超えています。',
  },
  TEMPLATE_INVALID: {
    en: 'A template cannot be read: it is cut short or contradicts itself.',
    ja: 'テンプレートを読み取れません（途切れ、または矛盾）。',
  },
  RECORD_TRUNCATED: {
    en: 'A record ends before its last field.',
    ja: 'レコードが最後の項目の前で終わっています。',
  },
  RECORD_NOT_IP: {
    en: 'A record has no IP addresses (for example a layer-2 flow) and is of no use here.',
    ja: 'IPアドレスのないレコード（レイヤ2のフローなど）は対象外です。',
  },
  FIELD_LENGTH_INVALID: {
    en: 'A field has a length its information element cannot have; the field was skipped.',
    ja: '情報要素として不正な長さの項目を読み飛ばしました。',
  },
  SAMPLE_SKIPPED: {
    en: 'An sFlow sample of a kind that describes no packet was skipped.',
    ja: 'パケットを表さない種類のsFlowサンプルを読み飛ばしました。',
  },
  COUNTER_SAMPLE_SKIPPED: {
    en: 'An sFlow counter sample was skipped: interface counters are not flow records. Normal.',
    ja: 'sFlowのカウンタサンプルを読み飛ばしました（正常です）。',
  },
  PACKET_HEADER_TRUNCATED: {
    en: 'A sampled packet header is too short to show its ports. Let the agent send at least 128 octets.',
    ja: 'サンプルされたパケットヘッダが短く、ポート番号が読めません。128オクテット以上を送るよう設定してください。',
  },
  CONNECTION_LIMIT: {
    en: 'A TCP connection was refused: this exporter has four already, or all together have 256.',
    ja: 'TCP接続を拒否しました（1台あたり4本、全体で256本が上限です）。',
  },
  STREAM_INVALID: {
    en: 'A TCP connection was closed because what came is not IPFIX, or a message claims a length it cannot have.',
    ja: 'IPFIXではない内容、または不正な長さのメッセージが届いたため、TCP接続を閉じました。',
  },
  STREAM_INCOMPLETE: {
    en: 'A TCP connection ended inside a message, or the rest of one did not come in 30 seconds.',
    ja: 'メッセージの途中でTCP接続が終わったか、残りが30秒以内に届きませんでした。',
  },
  DATAGRAM_TRUNCATED: {
    en: 'A datagram was longer than UDP allows and its end is lost; what could be read of it counts. Look at who sends it.',
    ja: 'UDPで許される長さを超えるデータグラムの末尾が失われました。読めた部分は反映しています。送信元を確認してください。',
  },
  SPOOL_BEHIND: {
    en: 'Records were dropped because the disk did not answer in time. Check what else uses it.',
    ja: 'ディスクの応答が遅く、レコードを破棄しました。ほかの負荷を確認してください。',
  },
  SPOOL_FULL: {
    en: 'Records were dropped because the spool has reached its budget. Find out why the store does not take them.',
    ja: 'スプールが上限に達し、レコードを破棄しました。格納が進まない原因を確認してください。',
  },
  SPOOL_UNWRITABLE: {
    en: 'Records were dropped because the spool cannot be written. Check free space and permissions.',
    ja: 'スプールに書き込めず、レコードを破棄しました。空き容量と権限を確認してください。',
  },
}

import type { Bilingual } from '../../core/bilingual.ts'
import { NoroshiError } from '../../core/error.ts'

/** Why a file, or a row of it, was not taken in; each with what an operator should know. */
export const INGEST_ERRORS = {
  FILE_UNREADABLE: {
    en: 'The file cannot be opened or read.',
    ja: 'ファイルを開けないか、読み取れません。',
  },
  FILE_EMPTY: { en: 'The file has no content.', ja: 'ファイルの中身がありません。' },
  FORMAT_UNKNOWN: {
    en: 'The content is none of the formats understood; name it with --format if it should be.',
    ja: '対応している形式ではありません。形式が分かる場合は --format で指定してください。',
  },
  GZIP_INVALID: {
    en: 'The gzip stream is damaged or cut short; fetch the file again.',
    ja: 'gzipデータが壊れているか途中で切れています。ファイルを取得し直してください。',
  },
  TEXT_INVALID: {
    en: 'The file is not UTF-8 text (other encoding, or NUL bytes).',
    ja: 'UTF-8のテキストではありません（別の文字コード、またはNULバイト）。',
  },
  LINE_TOO_LONG: {
    en: 'A line is longer than 64 KiB; an unclosed quotation mark has this effect too.',
    ja: '64 KiBを超える行があります。閉じられていない引用符でも起こります。',
  },
  HEADER_INVALID: {
    en: 'The header does not name the columns that are needed.',
    ja: 'ヘッダに必要な列名がありません。',
  },
  COLUMN_TYPE_INVALID: {
    en: 'A Parquet column has a type that cannot hold this value.',
    ja: 'Parquetの列の型が、その値を表せない型です。',
  },
  FIELD_COUNT_INVALID: {
    en: 'A row has more or fewer fields than the header.',
    ja: '行の項目数がヘッダと一致しません。',
  },
  FIELD_INVALID: { en: 'A value is not what its column holds.', ja: '列の値が正しくありません。' },
  QUOTE_INVALID: {
    en: 'A quotation mark is not closed, or text follows the closing one.',
    ja: '引用符が閉じていないか、閉じた後に文字があります。',
  },
  JSON_INVALID: { en: 'A line is not a JSON object.', ja: '行がJSONオブジェクトではありません。' },
  PARQUET_INVALID: {
    en: 'The Parquet file is damaged or cannot be read.',
    ja: 'Parquetファイルが壊れているか、読み取れません。',
  },
  PATH_NOT_LITERAL: {
    en: 'The path has characters that the Parquet reader takes for a pattern; rename the file.',
    ja: 'パスにParquetの読み取り側がパターンと解釈する文字があります。名前を変えてください。',
  },
  PCAP_INVALID: {
    en: 'The file is no pcap or pcapng capture, or a length in it cannot be right.',
    ja: 'pcap・pcapng形式のキャプチャではないか、ファイル内の長さの値が正しくありません。',
  },
  PCAP_TRUNCATED: {
    en: 'The capture ends in the middle of a packet; what came before it was read.',
    ja: 'キャプチャがパケットの途中で終わっています。それより前の部分は読み取りました。',
  },
  PCAP_LINK_TYPE_UNKNOWN: {
    en: 'The capture was made on a kind of link that is not understood; Ethernet, raw IP and Linux cooked captures are.',
    ja: '対応していないリンク種別のキャプチャです。Ethernet、IP、Linux cooked形式に対応しています。',
  },
} as const satisfies Record<string, Bilingual>

export type IngestErrorCode = keyof typeof INGEST_ERRORS

/** Theirs: the file is not what it should be. The message begins with where: `flows.csv:17: …`. */
export class IngestError extends NoroshiError<IngestErrorCode> {
  override readonly name = 'IngestError'
}

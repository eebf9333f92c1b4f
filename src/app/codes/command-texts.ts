import type { Bilingual } from '../../core/bilingual.ts'
import type { CountryErrorCode } from '../../country/errors.ts'
import type { DatabaseErrorCode } from '../../db/errors.ts'
import type { CollectErrorCode } from '../../flows/collect/errors.ts'
import type { AppErrorCode } from '../errors.ts'

/** Codes that a command ends with. */
export const COMMAND_TEXTS: Readonly<
  Record<AppErrorCode | CollectErrorCode | DatabaseErrorCode | CountryErrorCode, Bilingual>
> = {
  BACKUP_EXISTS: {
    en: 'There is a file of that name already. Nothing was written; choose another name.',
    ja: '同名のファイルがあります。何も書き込んでいません。別の名前を指定してください。',
  },
  RESTORE_NOT_EMPTY: {
    en: 'The directory or database to restore into is not empty. Nothing was overwritten; restore into a new one (--data).',
    ja: '復元先が空ではありません。上書きしていません。新しいディレクトリ（--data）またはデータベースに復元してください。',
  },
  BACKUP_DAMAGED: {
    en: 'The file is no whole backup: it was cut short, changed, or is something else. Nothing was restored; take another backup.',
    ja: '完全なバックアップではありません（途切れている、変更されている、または別のファイルです）。復元していません。別のバックアップを使ってください。',
  },
  CONFIGURATION_INVALID: {
    en: 'noroshi.json is not JSON, or has a field that is unknown or out of bounds. The message names it.',
    ja: 'noroshi.json がJSONではないか、未知または範囲外の項目があります。該当箇所はメッセージをご覧ください。',
  },
  DATA_DIRECTORY_UNUSABLE: {
    en: 'The data directory cannot be made, read or written. Check the path and its permissions.',
    ja: 'データディレクトリを作成または読み書きできません。パスと権限を確認してください。',
  },
  DATA_DIRECTORY_HELD: {
    en: 'Another process works on this data directory. Stop it, or name another with --data.',
    ja: '別のプロセスがこのデータディレクトリを使用中です。停止するか、--data で別の場所を指定してください。',
  },
  SERVICE_UNREACHABLE: {
    en: 'The running service did not answer. Look at its log; a long detection may still be running.',
    ja: '稼働中のサービスが応答しません。ログを確認してください。長い検知処理の途中かもしれません。',
  },
  SERVICE_REFUSED: {
    en: 'The running service refused; the message carries its own code.',
    ja: '稼働中のサービスに拒否されました。詳細なコードはメッセージをご覧ください。',
  },
  PORT_TAKEN: {
    en: 'The port of console and API is in use. Choose another with --port.',
    ja: 'コンソールとAPIのポートは使用中です。--port で別の番号を指定してください。',
  },
  OPTION_INVALID: {
    en: 'An option is missing or makes no sense; --help says what the command takes.',
    ja: 'オプションに不足または誤りがあります。--help をご覧ください。',
  },
  THREAD_DIED: {
    en: 'A part of the service ended by itself, so the service stopped. What was acknowledged is kept; please report it with the log.',
    ja: '内部の処理が予期せず終了したためサービスを停止しました。受領済みの記録は保持されています。ログとともにご報告ください。',
  },
  NO_FLOWS: {
    en: 'The data directory holds no flows yet. Bring some in with "noroshi ingest" or "noroshi start".',
    ja: 'データディレクトリにフロー情報がありません。「noroshi ingest」または「noroshi start」で取り込んでください。',
  },
  NOT_HEALTHY: {
    en: 'The self-test found something wrong; the lines marked ✗ say what.',
    ja: '自己診断で問題が見つかりました。✗ の行をご覧ください。',
  },
  LISTENER_NOT_BOUND: {
    en: 'A UDP port cannot be opened: it is in use, privileged, or its address is not this machine’s.',
    ja: 'UDPポートを開けません（使用中、権限不足、またはこの機器にないアドレス）。',
  },
  ACCOUNT_DAMAGED: {
    en: 'The counts written beside a segment cannot be read. After three attempts both are set aside in spool/refused; the records in them are whole.',
    ja: 'セグメントに添えられた集計を読み取れません。3回試行した後、両方を spool/refused に退避します（記録自体は無事です）。',
  },
  PORT_NOT_SHARED: {
    en: 'This system cannot share a port between threads. Set collectorThreads to 1.',
    ja: 'このシステムではスレッド間でポートを共有できません。collectorThreads を 1 にしてください。',
  },
  DATABASE_UNREACHABLE: {
    en: 'The registry’s database does not answer or refuses this user.',
    ja: '台帳のデータベースが応答しないか、接続を拒否しました。',
  },
  DATABASE_NEWER: {
    en: 'The database was written by a later version of Noroshi. Run that version.',
    ja: 'より新しいバージョンのNoroshiが書いたデータベースです。そのバージョンをお使いください。',
  },
  MIGRATION_FAILED: {
    en: 'The database could not be brought to this version; it is as it was before.',
    ja: 'データベースを更新できませんでした。更新前の状態のままです。',
  },
  PLAN_INVALID: {
    en: 'The simulated country cannot be made with these parameters. The message names the one that is out of bounds or unknown.',
    ja: 'この条件では模擬の国を作成できません。範囲外または未知の項目はメッセージをご覧ください。',
  },
  RECORDING_UNUSABLE: {
    en: 'The recording holds no flows that can be replayed, or too many. Check the file, and which address is the client.',
    ja: '記録に再生できるフローがないか、多すぎます。ファイルと、クライアントとするアドレスを確認してください。',
  },
  TARGET_NOT_LOOPBACK: {
    en: 'Simulated traffic goes to this machine only, so that it cannot reach a real collector by mistake.',
    ja: '模擬トラフィックの送り先はこの機器に限られます（実際の収集装置への誤送信を防ぐため）。',
  },
  TARGET_NOT_ADDRESS: {
    en: 'The target must be an IP address, such as udp://127.0.0.1:2055.',
    ja: '送り先は udp://127.0.0.1:2055 のようにIPアドレスで指定してください。',
  },
}

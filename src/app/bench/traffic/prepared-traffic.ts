import { join } from 'node:path'
import { DAY_MS, HOUR_MS } from '../../../core/time-span.ts'
import { Child } from '../child.ts'
import { countryDatagrams } from './country-datagrams.ts'
import type { SenderMessage, SenderOrder, SenderTask } from './sender-messages.ts'
import { type TrafficCounts, writeTrafficFile } from './traffic-file.ts'

/** Datagrams ready to be sent, in a file. */
export class PreparedTraffic {
  readonly counts: TrafficCounts
  readonly file: string

  private constructor(file: string, counts: TrafficCounts) {
    this.file = file
    this.counts = counts
  }

  /** @param nowMs the traffic begins two days before; senders write the present over it */
  static async make(
    directory: string,
    flowCountMin: number,
    nowMs: number,
    onProgress: (flows: number) => void,
  ): Promise<PreparedTraffic> {
    const file = join(directory, 'traffic.bin')
    const startMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS - 2 * DAY_MS
    const counts = await writeTrafficFile(
      file,
      countryDatagrams({ flowCountMin, startMs }),
      onProgress,
    )
    return new PreparedTraffic(file, counts)
  }

  /** A process that sends it to loopback; it says `ready`. */
  openSender(port: number): Child<SenderOrder, SenderMessage> {
    const task: SenderTask = { file: this.file, host: '127.0.0.1', port }
    return new Child(new URL('./sender-main.ts', import.meta.url), task)
  }
}

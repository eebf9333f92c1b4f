import type { C2Family } from './c2-family.ts'
import { DECOY } from './families/decoy.ts'
import { DNS_PORT } from './families/dns-port.ts'
import { EMOTET } from './families/emotet.ts'
import { FAST_FLUX } from './families/fast-flux.ts'
import { FRONTED } from './families/fronted.ts'
import { GAFGYT } from './families/gafgyt.ts'
import { HTTP_BEACON } from './families/http-beacon.ts'
import { IMPLANT } from './families/implant.ts'
import { IPV6_BOT } from './families/ipv6-bot.ts'
import { IRC_BOT } from './families/irc-bot.ts'
import { LONG_SESSION } from './families/long-session.ts'
import { MESSAGE_BROKER } from './families/message-broker.ts'
import { MIRAI } from './families/mirai.ts'
import { NJRAT } from './families/njrat.ts'
import { NTP_PORT } from './families/ntp-port.ts'
import { OVERLAY } from './families/overlay.ts'
import { PADDED } from './families/padded.ts'
import { REMOTE_CONTROL } from './families/remote-control.ts'
import { SHARED_HOST } from './families/shared-host.ts'
import { SLOW } from './families/slow.ts'
import { STAGED } from './families/staged.ts'
import { UDP_BOT } from './families/udp-bot.ts'

/** Every family that can be planted; a report names them by `kind` and `name`. */
export const C2_FAMILIES: readonly C2Family[] = [
  MIRAI,
  GAFGYT,
  IRC_BOT,
  HTTP_BEACON,
  NJRAT,
  EMOTET,
  UDP_BOT,
  IPV6_BOT,
  IMPLANT,
  REMOTE_CONTROL,
  DNS_PORT,
  NTP_PORT,
  SLOW,
  FAST_FLUX,
  OVERLAY,
  SHARED_HOST,
  FRONTED,
  STAGED,
  PADDED,
  DECOY,
  LONG_SESSION,
  MESSAGE_BROKER,
]

/**
 * What the demonstration plants: controllers with an address of their own. The hard cases are for
 * training and for the exam.
 */
export const DEMONSTRATION_FAMILIES: readonly string[] = C2_FAMILIES.slice(0, 8).map(
  ({ kind }) => kind,
)

import { csvFace } from './csv.ts'
import type { Face } from './face.ts'
import { jsonLinesFace } from './json-lines.ts'
import { mispFace } from './misp-feed.ts'
import { nftablesFace } from './nftables.ts'
import { rpzFace } from './rpz.ts'
import { stixFace } from './stix.ts'
import { suricataFace } from './suricata-iprep.ts'

export { type CrowdSecStream, crowdSecChanges, crowdSecStartup } from './crowdsec.ts'
export type { Face, FaceFile, FaceInput, Listed } from './face.ts'
export { RPZ_USE, rpzOwner, rpzRecords, SOA_NUMBERS, type ZoneRecord } from './rpz.ts'
export { type StixIndicator, stixId, stixIndicator } from './stix.ts'

/** Every face that is a set of files. */
export const FACES: readonly Face[] = [
  csvFace,
  jsonLinesFace,
  stixFace,
  mispFace,
  suricataFace,
  rpzFace,
  nftablesFace,
]

/**
 * Traffic Light Protocol 2.0 (FIRST, August 2022). Warnings leave a hub as AMBER: recipients may pass them to
 * their own clients, need-to-know. A statistic is CLEAR.
 */
export const TLP_LABELS = ['CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED'] as const
export type TlpLabel = (typeof TLP_LABELS)[number]

export const WARNING_TLP: TlpLabel = 'AMBER'

/** As documents write it: `TLP:AMBER`. */
export const formatTlp = (label: TlpLabel): string => `TLP:${label}`

/**
 * The marking definitions of STIX 2.1 for TLP 2.0. Their ids are fixed by the OASIS common object repository,
 * so that every consumer recognises them without being sent the object.
 */
export const TLP_STIX_IDS: Readonly<Record<TlpLabel, string>> = {
  CLEAR: 'marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487',
  GREEN: 'marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb',
  AMBER: 'marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421',
  'AMBER+STRICT': 'marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003',
  RED: 'marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1',
}

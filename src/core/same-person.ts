/**
 * Whether two names are one person's. Full-width letters, capitals and spaces must not make a second person
 * out of one: the rule of two people would be a formality.
 */
export function isSamePerson(one: string, other: string): boolean {
  return key(one) === key(other)
}

const key = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\p{White_Space}\p{Cf}]/gu, '')

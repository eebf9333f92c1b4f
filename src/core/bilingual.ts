/** One sentence in both languages of the product. */
export type Bilingual = { readonly en: string; readonly ja: string }

export type Language = keyof Bilingual

import { valueWords } from "@/pages/listing/history"
import { t } from "@/texts"
import { en } from "@/texts/en"

export interface Change {
  field: string
  before: string
  after: string
}

type Field = keyof typeof en.listing.field

/** What was changed of a listing, in a line each, as its page says it. */
export function changesOf(detail: Record<string, unknown>): Change[] {
  const changed = detail.changed
  if (!changed || typeof changed !== "object") return []
  return Object.entries(changed)
    .filter((entry): entry is [Field, [unknown, unknown]] => entry[0] in en.listing.field && Array.isArray(entry[1]))
    .map(([field, [before, after]]) => ({
      field: t(`listing.field.${field}`),
      before: valueWords(field, before),
      after: valueWords(field, after),
    }))
}

import { t } from "@/texts"

export interface Change {
  field: string
  before: string
  after: string
}

const LONGEST = 80

/** What was changed of a listing, in a line each; of texts, which are long, only that they were. */
export function changesOf(detail: Record<string, unknown>): Change[] {
  const changed = detail.changed
  if (!changed || typeof changed !== "object") return []
  return Object.entries(changed)
    .filter((entry): entry is [string, [unknown, unknown]] => Array.isArray(entry[1]) && entry[1].length === 2)
    .map(([field, [before, after]]) => ({ field: field.replaceAll("_", " "), before: short(before), after: short(after) }))
}

function short(value: unknown): string {
  const words = typeof value === "string" ? value : Array.isArray(value) ? value.map(short).join(", ") : plain(value)
  return words.length > LONGEST ? `${words.slice(0, LONGEST)} …` : words || t("notifications.nothing")
}

function plain(value: unknown): string {
  if (value === null || value === undefined) return ""
  return typeof value === "object" ? Object.values(value).map(short).join(" ") : String(value)
}

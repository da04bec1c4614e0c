import type { Asked } from "@/api/admin-pages"

/** What a field of time says is where the reader is, and without a zone; the API wants one. */
export function withTimes(asked: Asked): Asked {
  return Object.fromEntries(
    Object.entries(asked).map(([name, value]) => [name, name === "since" || name === "until" ? zoned(value) : value]),
  )
}

function zoned(value: string): string {
  const at = new Date(value)
  return Number.isNaN(at.getTime()) ? value : at.toISOString()
}

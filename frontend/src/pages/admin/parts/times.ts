import type { Asked } from "@/api/admin-pages"

/** What a field of time says is where the reader is, and without a zone; the API wants one. */
export function withTimes(asked: Asked): Asked {
  return Object.fromEntries(
    Object.entries(asked).map(([name, value]) => [name, name === "since" || name === "until" ? zoned(value) : value]),
  )
}

/** What a field of time shows of what an address says: a time as it is, how long ago as the time that it means now. */
export function shownTime(value: string, now: number = Date.now()): string {
  const ago = /^(\d+)([hd])$/i.exec(value)
  if (!ago) return value
  const at = new Date(now - Number(ago[1]) * (ago[2]?.toLowerCase() === "d" ? 24 : 1) * 3_600_000)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

function zoned(value: string): string {
  const at = new Date(value)
  return Number.isNaN(at.getTime()) ? value : at.toISOString()
}

/** Details that are lists of names; every other pair is what something was, and what it is now. */
const LISTS = new Set(["companies"])

/** What an act was about, in one line: "min listings: 5 → 3, why: moved". A pair is what it was and what it is. */
export function detailOf(detail: Record<string, unknown>): string {
  return Object.entries(detail)
    .map(([name, value]) => `${name.replaceAll("_", " ")}: ${valueOf(value, !LISTS.has(name))}`)
    .join(", ")
}

function valueOf(value: unknown, isChange = true): string {
  if (value === null || value === "") return "–"
  if (!Array.isArray(value)) return typeof value === "object" ? JSON.stringify(value) : String(value)
  return value.map((one) => valueOf(one)).join(isChange && value.length === 2 ? " → " : " ")
}

import type { Company } from "@/api/admin"
import type { Schemas } from "@/api/client"

/** What of a company is edited, as texts of a form. The interval is in hours there. */
export interface Form {
  name: string
  country: string
  homepage: string
  min_listings: string
  interval: string
}

const HOUR = 3600

export function formOf(company: Company): Form {
  const { name, country, homepage, min_listings, interval } = company
  return {
    name,
    country,
    homepage,
    min_listings: min_listings === null ? "" : String(min_listings),
    interval: interval === null ? "" : String(interval / HOUR),
  }
}

/** What is to be sent so that `before` becomes `after`. What is no number goes as it is: the API says what is wrong of it. */
export function changes(before: Form, after: Form): Partial<Schemas["Edit"]> {
  const changed: Record<string, unknown> = {}
  for (const key of ["name", "country", "homepage"] as const) {
    if (before[key] !== after[key]) changed[key] = key === "country" ? after[key].toUpperCase() : after[key]
  }
  if (before.min_listings !== after.min_listings) changed.min_listings = numberOf(after.min_listings)
  if (before.interval !== after.interval) changed.interval = numberOf(after.interval, HOUR)
  return changed as Partial<Schemas["Edit"]>
}

function numberOf(text: string, unit = 1): number | string | null {
  const said = text.trim().replace(",", ".")
  if (!said) return null
  const value = Number(said)
  return Number.isFinite(value) ? Math.round(value * unit) : said
}

/** A search as its address says it: the API's own parameter names, each with its values in the order given. */
import type { LocationQuery } from "vue-router"

/** In the order in which the API writes them; `several` may be repeated. */
export const PARAMETERS = {
  q: "one",
  sort: "one",
  where: "several",
  workplace: "several",
  employment: "several",
  pay_min: "one",
  pay_currency: "one",
  has_pay: "one",
  pay_source: "one",
  first_seen_since: "one",
  posted_since: "one",
  company: "several",
  department: "several",
  country: "several",
  region: "several",
  language: "several",
  ats: "several",
  state: "one",
  reposted: "one",
  hidden: "one",
} as const

export type Name = keyof typeof PARAMETERS
export type Search = Partial<Record<Name, string[]>>
const NAMES = Object.keys(PARAMETERS) as Name[]
/** These say how results are shown, not which: no filter. */
const NO_FILTERS: ReadonlySet<Name> = new Set<Name>(["q", "sort", "hidden"])

/** What an address asks for. Parameters of others (of a mail program, say) are passed over. */
export function readSearch(query: LocationQuery): Search {
  const search: Search = {}
  for (const name of NAMES) {
    const given = [query[name] ?? []].flat().filter((value): value is string => !!value?.trim())
    if (given.length) search[name] = PARAMETERS[name] === "one" ? given.slice(0, 1) : [...new Set(given)]
  }
  return search
}

/** As a query for the router, and for the API: one spelling for searches that are equal. */
export function writeSearch(search: Search): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {}
  for (const name of NAMES) {
    const values = search[name]
    if (values?.length) query[name] = PARAMETERS[name] === "one" ? (values[0] as string) : values
  }
  return query
}

/** The part of an address after "?". */
export function searchUrl(search: Search): string {
  const written = new URLSearchParams()
  for (const [name, values] of Object.entries(writeSearch(search))) {
    for (const value of [values].flat()) written.append(name, value)
  }
  return written.toString()
}

/** What a tracker keeps of a search: its order says nothing there. */
export function trackedUrl(search: Search): string {
  return searchUrl({ ...search, sort: undefined, hidden: undefined })
}

export function valueOf(search: Search, name: Name): string {
  return search[name]?.[0] ?? ""
}

export function withValues(search: Search, name: Name, values: string[]): Search {
  return { ...search, [name]: values.length ? values : undefined }
}

/** Take a value in, or out if it is there. */
export function toggled(search: Search, name: Name, value: string): Search {
  const values = search[name] ?? []
  const others = values.filter((each) => each !== value)
  return withValues(search, name, others.length === values.length ? [...values, value] : others)
}

/** The filters of a search, each with one value, in the order in which they are shown. */
export function filtersOf(search: Search): [Name, string][] {
  return NAMES.filter((name) => !NO_FILTERS.has(name)).flatMap((name) =>
    (search[name] ?? []).map((value): [Name, string] => [name, value]),
  )
}

/** Without filters; what is typed and the order stay. */
export function withoutFilters(search: Search): Search {
  return Object.fromEntries(Object.entries(search).filter(([name]) => NO_FILTERS.has(name as Name)))
}

/** Each search with one thing less, for a search that finds nothing: "" of `name` stands for the words. */
export function drops(search: Search): { name: Name; value: string; search: Search }[] {
  const words = valueOf(search, "q")
  const less = filtersOf(search)
    // A currency is a part of the pay, and goes with it.
    .filter(([name]) => name !== "pay_currency" || !search.pay_min)
    .map(([name, value]) => ({ name, value, search: dropped(search, name, value) }))
  return words ? [{ name: "q" as Name, value: words, search: withValues(search, "q", []) }, ...less] : less
}

export function dropped(search: Search, name: Name, value: string): Search {
  const less = withValues(search, name, (search[name] ?? []).filter((each) => each !== value))
  return name === "pay_min" ? withValues(less, "pay_currency", []) : less
}

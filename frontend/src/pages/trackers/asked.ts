/** Parameters of a search that say how its results are shown: a tracker does not take them. */
const OF_THE_PAGE = new Set(["sort", "fold", "hidden", "cursor", "limit", "count", "facets", "state"])

/** Values that say by themselves what they mean. */
const PLAIN = new Set(["where", "company", "workplace", "country", "region", "department"])

/** What a tracker watches for, out of whatever was pasted or stands in an address: the part after "?". */
export function searchIn(address: string): string {
  const trimmed = address.trim()
  const query = trimmed.includes("?") ? trimmed.slice(trimmed.indexOf("?") + 1) : trimmed
  const asked = new URLSearchParams(query.replace(/#.*$/, ""))
  for (const name of [...asked.keys()]) {
    if (OF_THE_PAGE.has(name) || !asked.getAll(name).some((value) => value.trim())) asked.delete(name)
  }
  return asked.toString()
}

/** Each thing that is asked for, in a few words. */
export function chipsOf(search: string): string[] {
  return [...new URLSearchParams(search)].map(([name, value]) => {
    if (name === "q") return `“${value}”`
    return PLAIN.has(name) ? value : `${name.replaceAll("_", " ")}: ${value}`
  })
}

import { filtersOf, readSearch, valueOf } from "@/search/state"
import { filterWords, type Labels } from "@/search/words"

/** Parameters of a search that say how its results are shown: a tracker does not take them. */
const OF_THE_PAGE = new Set(["sort", "fold", "hidden", "cursor", "limit", "count", "facets", "state"])

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

/** Each thing that is asked for, in the words of the search page. */
export function chipsOf(search: string, labels: Labels): string[] {
  const given = new URLSearchParams(search)
  const asked = readSearch(Object.fromEntries([...given.keys()].map((name) => [name, given.getAll(name)])))
  const words = valueOf(asked, "q")
  const filters = filtersOf(asked)
    .filter(([name]) => name !== "pay_currency" || !asked.pay_min)
    .map(([name, value]) => filterWords(name, value, labels, asked))
  return words ? [filterWords("q", words, labels), ...filters] : filters
}

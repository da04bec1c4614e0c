import { reactive } from "vue"
import type { SearchPage } from "@/api/search"
import { labelKey } from "./words"

/** How companies, departments and regions are called, of all that was seen: a chip keeps its name without results. */
export const labels = reactive(new Map<string, string>())

export function learn(page: SearchPage): void {
  for (const [name, values] of Object.entries(page.facets?.values ?? {})) {
    for (const { value, label } of values) labels.set(labelKey(name, value), label)
  }
  for (const { listings } of page.items) {
    for (const { company, company_name } of listings) labels.set(labelKey("company", company), company_name)
  }
}

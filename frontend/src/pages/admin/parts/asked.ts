import { computed, reactive, watch } from "vue"
import { onBeforeRouteLeave, useRoute, useRouter, type LocationQuery } from "vue-router"
import type { Asked } from "@/api/admin-pages"

const PAUSE = 250

/** What a form narrows a list by, kept in the address: a page can be shared and left and come back to. */
export function useAsked(names: readonly string[]) {
  const route = useRoute()
  const router = useRouter()
  const form = reactive<Asked>(read(route.query, names))
  const asked = computed(() => said(read(route.query, names)))
  let timer: ReturnType<typeof setTimeout> | undefined

  watch(form, () => {
    clearTimeout(timer)
    timer = setTimeout(() => void router.replace({ query: { ...others(route.query, names), ...said(form) } }), PAUSE)
  })
  watch(
    () => route.query,
    (query) => {
      const now = read(query, names)
      if (JSON.stringify(said(now)) !== JSON.stringify(said(form))) Object.assign(form, now)
    },
  )
  // Whoever follows a link at once goes there: what was typed last would lead back.
  onBeforeRouteLeave(() => clearTimeout(timer))
  const clear = () => names.forEach((name) => (form[name] = ""))
  return { form, asked, clear, isNarrowed: computed(() => Object.keys(asked.value).length > 0) }
}

/** Each name with its value, "" where the address says nothing. Said twice, the first one counts. */
export function read(query: LocationQuery, names: readonly string[]): Asked {
  return Object.fromEntries(names.map((name) => [name, [query[name]].flat()[0] ?? ""]))
}

/** Only what is said. */
export function said(form: Asked): Asked {
  return Object.fromEntries(Object.entries(form).filter(([, value]) => value.trim() !== ""))
}

function others(query: LocationQuery, names: readonly string[]): LocationQuery {
  return Object.fromEntries(Object.entries(query).filter(([name]) => !names.includes(name)))
}

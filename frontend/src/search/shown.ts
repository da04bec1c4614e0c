import { computed, shallowRef, watch } from "vue"
import { Refusal, type Fault } from "@/api/refusal"
import { useResults, type SearchPage } from "@/api/search"
import { learn } from "./labels"
import type { Search } from "./state"
import type { Ref } from "vue"

/** The results that are shown: the last ones stay until the next are there, also while what is typed cannot be read. */
export function useShown(search: Ref<Search>) {
  const query = useResults(search)
  const pages = shallowRef<SearchPage[]>([])
  watch(query.data, (data) => {
    if (!data) return
    pages.value = data.pages
    data.pages.forEach(learn)
  }, { immediate: true })

  const refused = computed(() => (query.error.value instanceof Refusal && query.error.value.status === 422 ? query.error.value : null))
  const first = computed(() => pages.value[0] ?? null)
  return {
    results: computed(() => pages.value.flatMap((page) => page.items)),
    first,
    count: computed(() => first.value?.count ?? null),
    facets: computed(() => first.value?.facets ?? null),
    faults: computed<readonly Fault[]>(() => refused.value?.faults ?? []),
    /** It is not the answer to what is asked now. */
    isStale: computed(() => !query.data.value),
    /** The answer to what is asked now is on its way. */
    isAwaited: computed(() => !query.data.value && query.isFetching.value),
    isFirst: computed(() => !pages.value.length && query.isPending.value),
    failure: computed(() => (refused.value ? null : query.error.value)),
    isMore: query.hasNextPage,
    isFetchingMore: query.isFetchingNextPage,
    more: () => query.fetchNextPage(),
    retry: () => query.refetch(),
  }
}

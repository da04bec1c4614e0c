import { useInfiniteQuery } from "@tanstack/vue-query"
import { computed, toValue, type MaybeRefOrGetter } from "vue"

interface Page<T> {
  items: T[]
  next: string | null
}

/** A list that is read page by page; `key` says which list, and another key is another one. */
export function usePages<T>(
  key: MaybeRefOrGetter<readonly unknown[]>,
  read: (cursor: string | undefined) => Promise<Page<T>>,
) {
  const query = useInfiniteQuery({
    queryKey: computed(() => toValue(key)),
    queryFn: ({ pageParam }) => read(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: Page<T>) => last.next ?? undefined,
  })
  const items = computed<T[]>(() => query.data.value?.pages.flatMap((page) => page.items) ?? [])
  return { ...query, items }
}

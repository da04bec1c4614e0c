import { onScopeDispose, ref, watch, type Ref } from "vue"

/** The same value, once it was left alone for so many milliseconds. */
export function refDebounced<T>(source: Ref<T>, pause: number): Ref<T> {
  const calm = ref(source.value) as Ref<T>
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(source, (value) => {
    clearTimeout(timer)
    timer = setTimeout(() => (calm.value = value), pause)
  })
  onScopeDispose(() => clearTimeout(timer))
  return calm
}

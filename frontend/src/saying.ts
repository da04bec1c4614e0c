import { reactive, ref } from "vue"

/** What a screen reader is told, politely; App.vue has the region. */
export const announcement = ref("")

export function announce(text: string): void {
  announcement.value = text
}

export interface Toast {
  id: number
  text: string
  tone: "plain" | "bad"
  undo?: () => void
}

/** Short notes at the edge of the page. One that can be undone stays longer. */
export const toasts = reactive<Toast[]>([])
let last = 0

export function toast(text: string, options: { tone?: Toast["tone"]; undo?: () => void } = {}): void {
  const id = ++last
  toasts.push({ id, text, tone: options.tone ?? "plain", undo: options.undo })
  setTimeout(() => dismiss(id), options.undo ? 10_000 : 5_000)
}

export function dismiss(id: number): void {
  const at = toasts.findIndex((one) => one.id === id)
  if (at >= 0) toasts.splice(at, 1)
}

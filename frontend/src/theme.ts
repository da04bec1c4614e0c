import { ref } from "vue"

const root = document.documentElement
const system = matchMedia("(prefers-color-scheme: dark)")
const isDark = ref(root.classList.contains("dark")) // theme.js said so, before anything was painted

function show(dark: boolean): void {
  isDark.value = dark
  root.classList.toggle("dark", dark)
}

function chosen(): string | null {
  try {
    return localStorage.getItem("theme")
  } catch {
    return null
  }
}

system.addEventListener("change", (event) => {
  if (!chosen()) show(event.matches)
})

/** Light or dark: as the system says, until somebody chooses. Choosing what the system says is to follow it again. */
export function useTheme() {
  const toggle = () => {
    show(!isDark.value)
    try {
      if (isDark.value === system.matches) localStorage.removeItem("theme")
      else localStorage.setItem("theme", isDark.value ? "dark" : "light")
    } catch {
      // Storage is switched off: it lasts as long as this page.
    }
  }
  return { isDark, toggle }
}

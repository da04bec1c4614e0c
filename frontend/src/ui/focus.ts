let hasActed = false

/** Said once somebody went from one page to another, or sent a form. */
export function acted(): void {
  hasActed = true
}

/** True if a new page, or what a page says anew, is to take the focus: not the first, which is read from its beginning. */
export function takesFocus(): boolean {
  return hasActed
}

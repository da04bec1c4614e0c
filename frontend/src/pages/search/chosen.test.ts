// @vitest-environment happy-dom
import { enableAutoUnmount, mount } from "@vue/test-utils"
import { afterEach, expect, test } from "vitest"
import { defineComponent, h, ref } from "vue"
import type { Search } from "@/search/state"
import ChosenFilters from "./ChosenFilters.vue"

enableAutoUnmount(afterEach)

/** The chips of a search that follows what is pressed, under the heading of a page. */
function page(said: Search) {
  const Page = defineComponent({
    setup() {
      const search = ref(said)
      const change = (next: Search) => (search.value = next)
      return () => [h("h1", { tabindex: -1 }, "Jobs"), h(ChosenFilters, { search: search.value, labels: new Map(), onChange: change })]
    },
  })
  return mount(Page, { attachTo: document.body })
}

async function press(made: ReturnType<typeof page>, name: string): Promise<void> {
  const button = made.findAll("button").find((each) => each.text() === name)
  ;(button?.element as HTMLElement).focus()
  await button?.trigger("click")
}

test("the keyboard goes on with the chip beside the one that was taken away, and at last with the heading", async () => {
  const made = page({ country: ["AT", "DE", "FR"] })
  await press(made, "Germany")
  expect(document.activeElement?.textContent).toBe("France")
  await press(made, "France")
  await press(made, "Austria")
  expect(document.activeElement?.textContent).toBe("Jobs")
})

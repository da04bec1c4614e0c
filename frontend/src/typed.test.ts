// @vitest-environment happy-dom
import { enableAutoUnmount, mount } from "@vue/test-utils"
import { afterEach, beforeEach, expect, test } from "vitest"
import { defineComponent, h, ref } from "vue"
import { hasTyped, keepTyped, useTyped } from "./typed"

/** A form with a note, for whoever is logged in. */
function form(owner: string, said = "") {
  return mount(defineComponent({
    setup() {
      const note = ref("")
      useTyped("note 1", owner, note, () => !!note.value)
      if (said) note.value = said
      return () => h("p", note.value)
    },
  }))
}

enableAutoUnmount(afterEach)
beforeEach(() => sessionStorage.clear())

test("what was typed when the session ended is there again, once, for the same person", () => {
  const before = form("me@example.com", "call on Monday")
  keepTyped()
  before.unmount()
  expect(hasTyped("note 1", "me@example.com")).toBe(true)
  expect(form("me@example.com").text()).toBe("call on Monday")
  expect(form("me@example.com").text()).toBe("")
})

test("another person does not see it, nor after half an hour anybody", () => {
  form("me@example.com", "call on Monday")
  keepTyped()
  expect(hasTyped("note 1", "me@example.com", Date.now() + 31 * 60_000)).toBe(false)
  expect(form("two@example.com").text()).toBe("")
  expect(form("me@example.com").text()).toBe("")
})

test("what was left by itself is not kept", () => {
  form("me@example.com", "never mind").unmount()
  keepTyped()
  expect(hasTyped("note 1", "me@example.com")).toBe(false)
})

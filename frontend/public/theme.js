// Before anything is painted: a page that turns dark afterwards flashes. A file, since no script may be inline.
(function () {
  var chosen = null
  try {
    chosen = localStorage.getItem("theme")
  } catch (error) {
    // Storage is switched off: what the system says counts.
  }
  var dark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches
  document.documentElement.classList.toggle("dark", dark)
})()

// A script that does not come would leave an empty page: it says so instead.
addEventListener("error", function (event) {
  if (event.target instanceof HTMLScriptElement) document.getElementById("unloaded").hidden = false
}, true)

import { VueQueryPlugin } from "@tanstack/vue-query"
import { createApp } from "vue"
import App from "./App.vue"
import { makeQueries } from "./api/queries"
import { router } from "./router"
import "./styles/tokens.css"
import "./styles/base.css"
import "./styles/parts.css"
import { host } from "./ui/host"

const app = createApp(App)
host(app)
app.use(VueQueryPlugin, { queryClient: makeQueries(router) })
app.use(router)
app.mount("#app")

import { definePreset } from "@primeuix/themes"
import base from "@primeuix/themes/aura/base"
import button from "@primeuix/themes/aura/button"
import checkbox from "@primeuix/themes/aura/checkbox"
import confirmdialog from "@primeuix/themes/aura/confirmdialog"
import datatable from "@primeuix/themes/aura/datatable"
import dialog from "@primeuix/themes/aura/dialog"
import inputnumber from "@primeuix/themes/aura/inputnumber"
import inputtext from "@primeuix/themes/aura/inputtext"
import message from "@primeuix/themes/aura/message"
import paginator from "@primeuix/themes/aura/paginator"
import select from "@primeuix/themes/aura/select"
import selectbutton from "@primeuix/themes/aura/selectbutton"
import tabs from "@primeuix/themes/aura/tabs"
import tag from "@primeuix/themes/aura/tag"
import textarea from "@primeuix/themes/aura/textarea"
import togglebutton from "@primeuix/themes/aura/togglebutton"
import toggleswitch from "@primeuix/themes/aura/toggleswitch"

/** Aura with the colours of styles/tokens.css, for the components in prime.ts only. Aura's own fail AA in places. */
export const preset = definePreset(
  {
    ...base,
    components: {
      button, checkbox, confirmdialog, datatable, dialog, inputnumber, inputtext, message, paginator, select,
      selectbutton, tabs, tag, textarea, togglebutton, toggleswitch,
    },
  },
  {
    semantic: {
      primary: {
        50: "{blue.50}", 100: "{blue.100}", 200: "{blue.200}", 300: "{blue.300}", 400: "{blue.400}", 500: "{blue.700}",
        600: "{blue.800}", 700: "{blue.800}", 800: "{blue.900}", 900: "{blue.950}", 950: "{blue.950}",
      },
      colorScheme: {
        light: {
          surface: {
            0: "#ffffff", 50: "{slate.50}", 100: "{slate.100}", 200: "{slate.200}", 300: "{slate.300}",
            400: "{slate.400}", 500: "{slate.500}", 600: "{slate.600}", 700: "{slate.700}", 800: "{slate.800}",
            900: "{slate.900}", 950: "{slate.950}",
          },
        },
        dark: {
          surface: {
            0: "#ffffff", 50: "{slate.50}", 100: "{slate.100}", 200: "{slate.200}", 300: "{slate.300}",
            400: "{slate.400}", 500: "{slate.500}", 600: "{slate.600}", 700: "{slate.700}", 800: "{slate.800}",
            900: "{slate.900}", 950: "{slate.950}",
          },
          primary: { color: "{blue.300}", contrastColor: "{slate.900}", hoverColor: "{blue.200}", activeColor: "{blue.100}" },
        },
      },
    },
    components: {
      togglebutton: { colorScheme: { light: { root: { color: "{surface.700}" } } } },
    },
  },
)

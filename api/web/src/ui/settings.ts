// Settings: night display and a basemap of the user's own.

import { t } from "../i18n";
import { fromAddress, fromFile, type Basemap } from "../map/basemap";
import type { Theme } from "../map/palette";
import { fill, h } from "./dom";

export interface SettingsActions {
  theme: (theme: Theme) => void;
  basemap: (basemap: Basemap | null, address: string | null) => void;
}

export function openSettings(dialog: HTMLDialogElement, theme: Theme, address: string, actions: SettingsActions): void {
  const problem = h("p", { class: "bad", role: "alert" });
  const attempt = (work: Promise<Basemap>, used: string | null): void => {
    problem.textContent = "";
    work.then((basemap) => {
      actions.basemap(basemap, used);
      dialog.close();
    }).catch((error: unknown) => {
      problem.textContent = `${t("basemapBad")}: ${error instanceof Error ? error.message : String(error)}`;
    });
  };
  const input = h("input", { type: "url", id: "basemap-address", value: address, placeholder: "https://", "aria-label": t("basemapUrl") });
  fill(dialog,
    h("div", { class: "panel-head" }, h("h2", {}, t("settings")), h("button", { class: "close", "aria-label": t("close"), click: () => dialog.close() }, "×")),
    h("label", { class: "check" }, h("input", { type: "checkbox", id: "night", checked: theme === "night", change: (event) => actions.theme((event.target as HTMLInputElement).checked ? "night" : "day") }), t("night")),
    h("h3", {}, t("basemap")),
    h("button", { class: "plain", id: "basemap-own", click: () => { actions.basemap(null, null); dialog.close(); } }, t("basemapOwn")),
    h("section", {},
      h("label", { for: "basemap-file" }, t("basemapFile")),
      h("input", { type: "file", id: "basemap-file", accept: ".pmtiles,.mbtiles", change: (event) => { const file = (event.target as HTMLInputElement).files?.[0]; if (file) attempt(fromFile(file), null); } }),
      h("p", { class: "small" }, t("basemapFileHelp"))),
    h("section", {},
      h("label", { for: "basemap-address" }, t("basemapUrl")), input,
      h("button", { class: "plain", id: "basemap-use", click: () => attempt(fromAddress(input.value), input.value) }, t("apply")),
      h("p", { class: "small" }, t("basemapUrlExample")),
      h("p", { class: "warn" }, t("basemapUrlHelp"))),
    problem);
  dialog.showModal();
}

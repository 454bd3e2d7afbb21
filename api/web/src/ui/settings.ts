// Settings: night display, and which basemap: ours, that of the server's operator, or a file.

import { t } from "../i18n";
import type { BasemapInfo } from "../api/types";
import { fromFile, fromServer, type Basemap } from "../map/basemap";
import type { Theme } from "../map/palette";
import { fill, h } from "./dom";

export interface SettingsActions {
  theme: (theme: Theme) => void;
  /** `ofServer`: the one that the operator named, to be taken again at the next start. */
  basemap: (basemap: Basemap | null, ofServer: boolean) => void;
}

export function openSettings(dialog: HTMLDialogElement, theme: Theme, offered: BasemapInfo | null, actions: SettingsActions): void {
  const problem = h("p", { class: "bad", role: "alert" });
  const attempt = (work: Promise<Basemap>, ofServer: boolean): void => {
    problem.textContent = "";
    work.then((basemap) => {
      actions.basemap(basemap, ofServer);
      dialog.close();
    }).catch((error: unknown) => {
      problem.textContent = `${t("basemapBad")}: ${error instanceof Error ? error.message : String(error)}`;
    });
  };
  fill(dialog,
    h("div", { class: "panel-head" }, h("h2", {}, t("settings")), h("button", { class: "close", "aria-label": t("close"), click: () => dialog.close() }, "×")),
    h("label", { class: "check" }, h("input", { type: "checkbox", id: "night", checked: theme === "night", change: (event) => actions.theme((event.target as HTMLInputElement).checked ? "night" : "day") }), t("night")),
    h("h3", {}, t("basemap")),
    h("button", { class: "plain", id: "basemap-own", click: () => { actions.basemap(null, false); dialog.close(); } }, t("basemapOwn")),
    h("section", {}, ...serverChoice(offered, attempt)),
    h("section", {},
      h("label", { for: "basemap-file" }, t("basemapFile")),
      h("input", { type: "file", id: "basemap-file", accept: ".pmtiles,.mbtiles", change: (event) => { const file = (event.target as HTMLInputElement).files?.[0]; if (file) attempt(fromFile(file), false); } }),
      h("p", { class: "small" }, t("basemapFileHelp"))),
    problem);
  dialog.showModal();
}

/** What the operator named, or how to name one. */
function serverChoice(offered: BasemapInfo | null, attempt: (work: Promise<Basemap>, ofServer: boolean) => void): (HTMLElement | false)[] {
  if (!offered) return [h("p", { class: "small", id: "basemap-none" }, t("basemapNone")), h("code", {}, "cordon serve --basemap …")];
  const where = offered.host === null ? t("basemapHere") : t("basemapWeb", { host: offered.host });
  return [
    h("button", { class: "plain", id: "basemap-server", click: () => attempt(fromServer(offered), true) }, where),
    offered.host !== null && h("p", { class: "warn" }, t("basemapUrlHelp", { host: offered.host })),
  ];
}

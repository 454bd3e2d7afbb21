// Asks for the token of the server, again and again until one is given: without it there is no map.

import { currentLang, setLang, t } from "../i18n";
import { fill, h } from "./dom";

/** Resolves with what was typed. `wrong`: the server refused the one before. */
export function askToken(dialog: HTMLDialogElement, wrong: boolean): Promise<string> {
  return new Promise((resolve) => {
    // Escape would leave a page without anything on it.
    dialog.oncancel = (event) => event.preventDefault();
    const draw = (): void => {
      const input = h("input", { type: "password", id: "token-input", autocomplete: "off", required: true, "aria-describedby": "token-help" });
      const submit = (event: Event): void => {
        event.preventDefault();
        const typed = input.value.trim();
        if (typed === "") return;
        dialog.close();
        resolve(typed);
      };
      const other = currentLang() === "zh" ? "en" : "zh";
      fill(dialog,
        h("div", { class: "panel-head" }, h("h2", {}, t("tokenTitle")), h("button", { class: "plain", lang: other, click: () => { setLang(other); draw(); } }, t("language"))),
        wrong && h("p", { class: "bad", role: "alert", id: "token-wrong" }, t("tokenWrong")),
        h("form", { submit },
          h("label", { for: "token-input" }, t("tokenLabel")), input,
          h("p", { class: "small", id: "token-help" }, t("tokenHelp")),
          h("button", { class: "plain", id: "token-use", type: "submit" }, t("tokenUse"))));
      input.focus();
    };
    draw();
    if (!dialog.open) dialog.showModal();
    dialog.querySelector("input")?.focus();
  });
}

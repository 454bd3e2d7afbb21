// The field of the substance: the server is asked while a name in either language, a CAS or UN number is
// typed. Whatever is typed counts, chosen from the list or not: the server is the judge.

import { findSubstances } from "../api/client";
import type { SubstanceEntry } from "../api/types";
import { bothNames, t } from "../i18n";
import { h } from "../ui/dom";

const SETTLE_MS = 120;
const OFFERED = 8;

function option(id: string, found: SubstanceEntry, choose: (substance: string) => void): HTMLElement {
  const [first, second] = bothNames(found.name);
  const numbers = [second, `CAS ${found.cas}`, found.un_number ? `UN ${found.un_number}` : ""].filter(Boolean).join(" · ");
  // Before the field loses the focus, which would close the list.
  return h("li", { id, role: "option", "data-id": found.id, mousedown: (event: Event) => { event.preventDefault(); choose(first); } }, h("b", {}, first), h("span", { class: "small" }, ` ${numbers}`));
}

/** The field with its list: arrows and Enter choose, Escape closes. */
export function substanceBox(value: string, changed: (substance: string) => void): HTMLElement {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking = new AbortController();
  let marked = -1;
  const list = h("ul", { id: "desk-substances", role: "listbox", hidden: true, "aria-label": t("deskSubstance") });
  const input = h("input", {
    id: "desk-substance", value, placeholder: t("deskSubstanceHint"), autocomplete: "off", role: "combobox", "aria-autocomplete": "list",
    "aria-controls": "desk-substances", "aria-expanded": "false",
    input: () => { changed(input.value); look(); },
    blur: () => close(),
    keydown: (event: Event) => key(event as KeyboardEvent),
  });
  const options = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>("[role=option]")];
  const close = (): void => {
    clearTimeout(timer);
    asking.abort();
    list.hidden = true;
    marked = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (substance: string): void => {
    close();
    input.value = substance;
    changed(substance);
  };
  const show = (found: SubstanceEntry[]): void => {
    marked = -1;
    list.replaceChildren(...found.map((each, index) => option(`desk-substance-${index}`, each, choose)));
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
  };
  const look = (): void => {
    clearTimeout(timer);
    asking.abort();
    const mine = (asking = new AbortController());
    const typed = input.value.trim();
    if (typed === "") {
      close();
      return;
    }
    timer = setTimeout(() => {
      // Without an answer there is no list; what is typed still counts.
      findSubstances(typed, OFFERED, mine.signal).then((answer) => { if (!mine.signal.aborted) show(answer.substances); }).catch(() => undefined);
    }, SETTLE_MS);
  };
  const mark = (step: number): void => {
    const all = options();
    if (list.hidden || all.length === 0) return;
    marked = (marked + step + all.length + (marked < 0 && step < 0 ? 1 : 0)) % all.length;
    all.forEach((each, index) => each.setAttribute("aria-selected", String(index === marked)));
    all[marked]?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", all[marked]?.id ?? "");
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      mark(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && marked >= 0) {
      event.preventDefault();
      const chosen = options()[marked]?.querySelector("b")?.textContent;
      if (chosen) choose(chosen);
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      close();
    }
  };
  return h("div", { class: "suggest" }, h("label", { class: "field wide", for: "desk-substance" }, h("span", {}, t("deskSubstance")), input), list);
}

// Fields of the form.

import { t, type Key } from "../i18n";
import { h } from "../ui/dom";

/** A number field with its unit; an empty or unreadable one is `null`, never zero. */
export function numberField(id: string, title: Key, unit: string, step: string, value: number | null, changed: (value: number | null) => void): HTMLElement {
  const input = h("input", {
    id, type: "number", step: "any", inputmode: "decimal", value: value ?? "", "data-step": step,
    input: (event) => {
      const field = event.target as HTMLInputElement;
      changed(field.value === "" || Number.isNaN(field.valueAsNumber) ? null : field.valueAsNumber);
    },
  });
  return h("label", { class: "field", for: id }, h("span", {}, t(title)), h("span", { class: "with-unit" }, input, h("span", { class: "unit-word" }, unit)));
}

export function choices(id: string, options: [string, string][], chosen: string, choose: (value: string) => void): HTMLElement {
  return h("div", { class: "choices", id, role: "radiogroup" }, ...options.map(([value, words]) => h("label", { class: "choice" },
    h("input", { type: "radio", name: id, value, checked: value === chosen, change: () => choose(value) }), h("span", {}, words))));
}

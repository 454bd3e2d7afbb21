// What is assumed, folded away but counted: figures that nobody entered, each with its unit and the one
// in force, and a field to put another in its place. Which there are comes from the answer itself.

import { figure } from "../format";
import { currentLang, t, type Key } from "../i18n";
import { fill, h } from "../ui/dom";
import { numberField } from "./fields";
import { EXTRAS, extrasOf, type DeskState, type Extra } from "./state";
import type { Incident, SheetEntry } from "./types";

const EXTRA_TITLES: Record<Extra, [Key, string]> = {
  air_c: ["deskAirTemperature", "°C"], humidity_percent: ["deskHumidity", "%"], air_kpa: ["deskAirPressure", "kPa"],
  height_m: ["deskHeight", "m"], bund_m2: ["deskBund", "m²"], content_c: ["deskTemperature", "°C"],
  isolation_min: ["deskIsolation", "min"], head_m: ["deskHead", "m"], vessel_mpa: ["deskPressure", "MPa"],
  discharge: ["deskDischarge", ""], fill_percent: ["deskFill", "%"], spill_min: ["deskSpillTime", "min"],
};

/** Quantities of the sheet that are put in from here: what is assumed, and the chances of ignition. */
const isOpen = (entry: SheetEntry): boolean => entry.basis === "assumed" || entry.step === "ignition";

export class AssumedForm {
  private readonly root = h("details", { class: "assumptions", id: "desk-assumptions" });
  private entries: SheetEntry[] = [];
  private incident: Incident | null = null;

  constructor(private readonly state: DeskState, private readonly changed: () => void) {}

  render(): HTMLElement {
    const open = this.root.open;
    const own = Object.keys(this.state.overrides).length + extrasOf(this.state).filter((extra) => typeof this.state.extras[extra] === "number").length;
    fill(this.root,
      h("summary", {}, t("deskAssumptions"), own > 0 && h("b", { class: "mark assumed" }, t("deskOwnFigures", { n: own }))),
      h("p", { class: "small" }, t("deskAssumptionsHelp")),
      h("div", { class: "figures" }, ...extrasOf(this.state).map((extra) => this.extra(extra)), ...this.entries.map((entry) => this.entry(entry))));
    this.root.open = open;
    return this.root;
  }

  /** Takes over which figures the answer assumed; a field that is typed in is left alone. */
  answered(incident: Incident): void {
    this.incident = incident;
    const seen = new Set<string>();
    this.entries = (incident.sheet ?? []).filter((entry) => {
      const first = (isOpen(entry) || entry.quantity in this.state.overrides) && !seen.has(entry.quantity);
      seen.add(entry.quantity);
      return first;
    });
    if (!this.root.contains(document.activeElement) || document.activeElement?.tagName === "SUMMARY") this.render();
  }

  private extra(extra: Extra): HTMLElement {
    const [title, unit] = EXTRA_TITLES[extra];
    const inForce = this.incident ? EXTRAS[extra].inForce(this.incident) : null;
    return placed(numberField(`desk-x-${extra}`, title, unit, "any", this.state.extras[extra] ?? null, (value) => {
      this.state.extras[extra] = value;
      this.changed();
    }), inForce === null ? null : figure(inForce));
  }

  private entry(entry: SheetEntry): HTMLElement {
    const value = this.state.overrides[entry.quantity] ?? null;
    const field = h("input", {
      id: `desk-o-${entry.quantity}`, type: "number", step: "any", inputmode: "decimal", value: value ?? "",
      input: (event) => {
        const typed = (event.target as HTMLInputElement).valueAsNumber;
        if (Number.isNaN(typed)) this.state.overrides = Object.fromEntries(Object.entries(this.state.overrides).filter(([quantity]) => quantity !== entry.quantity));
        else this.state.overrides[entry.quantity] = typed;
        this.changed();
      },
    });
    const title = currentLang() === "zh" ? entry.title_zh : entry.title_en;
    const unit = entry.unit === "1" ? "" : entry.unit;
    return placed(h("label", { class: "field", for: `desk-o-${entry.quantity}` }, h("span", {}, title), h("span", { class: "with-unit" }, field, h("span", { class: "unit-word" }, unit))),
      figure(entry.computed_value ?? entry.value));
  }
}

/** A field with the figure that is in force as long as nothing is entered. */
function placed(field: HTMLElement, inForce: string | null): HTMLElement {
  field.querySelector("input")?.setAttribute("placeholder", inForce ?? t("deskNotGiven"));
  if (inForce !== null) field.append(h("span", { class: "in-force small" }, t("deskInForce", { what: inForce })));
  return field;
}

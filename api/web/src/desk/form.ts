// What is entered: where and what leaks, and the wind. Nothing that decides is folded away.

import type { LonLat } from "../api/types";
import { place as placeText } from "../format";
import { name, t, type Key } from "../i18n";
import { fill, h } from "../ui/dom";
import { anotherRelease, FIGURES, LINE_EVENTS, OWN, ownRelease, RELEASE_KINDS, UNIT_EVENTS, type DeskState, type ReleaseFigures, type ReleaseKind } from "./state";
import { AssumedForm } from "./assumed";
import { substanceBox } from "./suggest";
import { choices, numberField } from "./fields";
import { unitLine, type Unit } from "./units";
import { WindForm } from "./wind";
import type { Incident } from "./types";

export interface FormActions {
  /** Something that decides has changed. */
  changed: () => void;
  close: () => void;
  chooseUnit: (unit: Unit | null) => void;
  /** Words like `121.4, 29.2`; tells whether they were a place. */
  choosePlace: (place: LonLat) => void;
}

const EVENT_TITLES: Record<string, Key> = {
  instantaneous: "deskEventInstantaneous", within_ten_minutes: "deskEventTenMinutes", ten_millimetre_hole: "deskEventHole",
  full_bore: "deskEventFullBore", hole: "deskEventLineHole", [OWN]: "deskEventOwn",
};
const KIND_TITLES: Record<ReleaseKind, Key> = { known_rate: "deskKindRate", liquid_vessel: "deskKindHole", gas_vessel: "deskKindGas", pipeline: "deskKindPipeline", rupture: "deskKindBurst", spill: "deskKindSpill" };
const FIGURE_FIELDS: Record<keyof ReleaseFigures, [Key, string, string]> = {
  rate_kg_s: ["deskRate", "kg/s", "0.1"], minutes: ["deskMinutesField", "min", "1"], mass_t: ["deskMass", "t", "0.1"],
  temperature_c: ["deskTemperature", "°C", "1"], hole_mm: ["deskHole", "mm", "1"],
  volume_m3: ["deskVolume", "m³", "1"], pressure_mpa: ["deskPressure", "MPa", "0.1"], pipe_mm: ["deskPipe", "mm", "10"], side_km: ["deskSide", "km", "1"],
  friction: ["deskFriction", "", "0.001"], pipe_hole_mm: ["deskPipeHole", "mm", "1"],
};

export class DeskForm {
  private units: Unit[] = [];
  private readonly wind: WindForm;
  private readonly assumed: AssumedForm;

  constructor(private readonly root: HTMLElement, private readonly state: DeskState, private readonly actions: FormActions) {
    this.wind = new WindForm(state, () => actions.changed());
    this.assumed = new AssumedForm(state, () => actions.changed());
  }

  setUnits(units: Unit[]): void {
    this.units = units;
    this.render();
  }

  /** Draws all of it again: when what is asked for has changed, not on every figure. */
  render(): void {
    fill(this.root,
      h("div", { class: "panel-head" }, h("h2", {}, t("deskTitle")), h("button", { class: "close", "aria-label": t("deskClose"), click: this.actions.close }, "×")),
      h("section", { class: "ask-what" }, h("h3", {}, `1 ${t("deskWhat")}`), this.unitField(), this.placeField(), ...this.releaseFields()),
      h("section", { class: "ask-wind" }, h("h3", {}, `2 ${t("deskWind")}`), this.wind.render()),
      h("section", { class: "ask-assumed" }, this.assumed.render()));
  }

  /** Shows the wind of an answer where none was entered, and what it assumed. */
  answered(incident: Incident): void {
    this.wind.answered(incident.weather);
    this.assumed.answered(incident);
  }

  private unitField(): HTMLElement {
    const chosen = this.units.find((unit) => unit.id === this.state.unit);
    const lines = new Map(this.units.map((unit) => [unitLine(unit), unit]));
    if (this.state.unit) {
      return h("div", { class: "chosen" },
        h("b", {}, chosen ? unitLine(chosen) : this.state.unit),
        h("button", { class: "plain", id: "desk-drop-unit", click: () => this.actions.chooseUnit(null) }, t("deskDropUnit")));
    }
    const input = h("input", {
      id: "desk-unit", list: "desk-units", placeholder: t("deskUnitHint"), autocomplete: "off",
      input: (event) => { const found = lines.get((event.target as HTMLInputElement).value); if (found) this.actions.chooseUnit(found); },
      change: (event) => this.byNumber((event.target as HTMLInputElement).value.trim()),
    });
    return h("label", { class: "field wide", for: "desk-unit" }, h("span", {}, t("deskUnit")), input, h("datalist", { id: "desk-units" }, ...[...lines.keys()].map((value) => h("option", { value }))));
  }

  /** A number that was typed without the rest of its line. */
  private byNumber(typed: string): void {
    const found = typed === "" ? undefined : this.units.find((unit) => unit.id.toLowerCase() === typed.toLowerCase());
    if (found) this.actions.chooseUnit(found);
  }

  private placeField(): HTMLElement {
    const place = this.state.place;
    const moved = place !== null && this.state.unit !== "";
    const input = h("input", {
      id: "desk-place", value: place ? `${place.lon_deg.toFixed(5)}, ${place.lat_deg.toFixed(5)}` : "", placeholder: t("deskPlaceHint"), autocomplete: "off",
      change: (event) => this.typedPlace((event.target as HTMLInputElement).value),
    });
    return h("div", { class: "place-field" },
      h("label", { class: "field wide", for: "desk-place" }, h("span", {}, t("deskPlace")), input),
      h("p", { class: "small", title: place ? placeText(place.lon_deg, place.lat_deg) : undefined }, moved ? t("deskPlaceMoved") : t("deskPlaceHelp")));
  }

  private typedPlace(typed: string): void {
    const [lon_deg, lat_deg] = typed.split(/[,，\s]+/).filter(Boolean).map(Number);
    if (lon_deg !== undefined && lat_deg !== undefined && Math.abs(lon_deg) <= 180 && Math.abs(lat_deg) <= 85) this.actions.choosePlace({ lon_deg, lat_deg });
  }

  private releaseFields(): HTMLElement[] {
    const state = this.state;
    const fields: HTMLElement[] = [];
    if (state.unit) {
      const events = state.isLine ? LINE_EVENTS : UNIT_EVENTS;
      fields.push(h("p", { class: "field-title" }, t("deskEvent")), choices("desk-event", [...events, OWN].map((event) => [event, t(EVENT_TITLES[event] ?? "deskEventOwn")]), state.event, (event) => {
        state.event = event;
        anotherRelease(state);
        this.restructured(`#desk-event [value="${event}"]`);
      }));
    } else fields.push(this.substanceField());
    if (ownRelease(state)) fields.push(...this.ownFields());
    return fields;
  }

  private substanceField(): HTMLElement {
    return substanceBox(this.state.substance, (substance) => {
      this.state.substance = substance;
      anotherRelease(this.state);
      this.actions.changed();
    });
  }

  private ownFields(): HTMLElement[] {
    const state = this.state;
    const figure = (field: keyof ReleaseFigures): HTMLElement => {
      const [title, unit, step] = FIGURE_FIELDS[field];
      return numberField(`desk-${field}`, title, unit, step, state.figures[field], (value) => { state.figures[field] = value; this.actions.changed(); });
    };
    return [
      h("p", { class: "field-title" }, t("deskKind")),
      choices("desk-kind", RELEASE_KINDS.map((kind) => [kind, t(KIND_TITLES[kind])]), state.kind, (kind) => {
        state.kind = RELEASE_KINDS.find((each) => each === kind) ?? state.kind;
        anotherRelease(state);
        this.restructured(`#desk-kind [value="${kind}"]`);
      }),
      h("div", { class: "figures" }, ...FIGURES[state.kind].map(figure)),
    ];
  }

  /** Other fields are asked for now; whoever came by keyboard stays where they were. */
  private restructured(focus: string): void {
    this.render();
    this.root.querySelector<HTMLElement>(focus)?.focus();
    this.actions.changed();
  }
}

/** How a unit is called in a heading. */
export const unitTitle = (unit: Unit): string => [unit.isLine ? "" : name(unit.facility), unit.title.zh || unit.title.en ? name(unit.title) : unit.id].filter(Boolean).join(" · ");

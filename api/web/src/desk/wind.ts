// The wind: by hand, or as the station usually has it; what is taken is always seen on the dial.

import { t, type Key } from "../i18n";
import { fill, h } from "../ui/dom";
import { windWords, wrap } from "./compass";
import { windDial, type Dial } from "./dial";
import { choices, numberField } from "./fields";
import { STABILITIES, type DeskState } from "./state";
import type { IncidentWeather } from "./types";

export const STABILITY_TITLES: Record<string, Key> = { A: "deskStabilityA", B: "deskStabilityB", C: "deskStabilityC", D: "deskStabilityD", E: "deskStabilityE", F: "deskStabilityF" };

export class WindForm {
  private readonly root = h("div", { class: "wind-form" });
  private dial: Dial | null = null;
  private words: HTMLElement | null = null;

  constructor(private readonly state: DeskState, private readonly changed: () => void) {}

  render(): HTMLElement {
    const state = this.state;
    this.dial = windDial((deg) => { this.byHand(); state.windFromDeg = Math.round(deg); this.written(); this.changed(); });
    this.words = h("p", { class: "wind-words", id: "desk-wind-words", role: "status" });
    fill(this.root,
      choices("desk-wind-by", [["hand", t("deskByHand")], ["station", t("deskByStation")]], state.fromStation ? "station" : "hand", (by) => {
        state.fromStation = by === "station";
        this.render();
        this.root.querySelector<HTMLElement>(`[value="${by}"]`)?.focus();
        this.changed();
      }),
      state.fromStation && h("p", { class: "warn" }, t("deskStationShort")),
      this.words,
      h("div", { class: "dial-row" }, this.dial.element, h("div", { class: "dial-side" },
        numberField("desk-wind-from", "deskWindFrom", "°", "5", state.windFromDeg, (value) => {
          this.byHand();
          state.windFromDeg = value === null ? null : wrap(value);
          this.written("desk-wind-from");
          this.changed();
        }),
        numberField("desk-wind-speed", "deskSpeed", "m/s", "0.5", state.windSpeedMS, (value) => { this.byHand(); state.windSpeedMS = value; this.changed(); }))),
      this.stability(), this.terrain());
    this.written();
    return this.root;
  }

  /** Shows what the server took where nothing was entered; it is where a change by hand starts from. */
  answered(weather: IncidentWeather): void {
    if (!this.state.fromStation) return;
    this.state.windFromDeg = weather.wind_from_deg;
    this.state.windSpeedMS = weather.wind_speed_m_s;
    this.state.stability = weather.stability;
    this.written();
    this.set("desk-wind-speed", String(Number(weather.wind_speed_m_s.toFixed(1))));
    this.set("desk-stability", weather.stability);
  }

  /** Whoever touches a figure of the wind means to give it. */
  private byHand(): void {
    if (!this.state.fromStation) return;
    this.state.fromStation = false;
    this.root.querySelector(".warn")?.remove();
    const radio = this.root.querySelector<HTMLInputElement>("#desk-wind-by [value=hand]");
    if (radio) radio.checked = true;
    this.root.querySelector<HTMLElement>(".terrain")?.removeAttribute("hidden");
  }

  private set(id: string, value: string): void {
    const field = this.root.querySelector<HTMLInputElement | HTMLSelectElement>(`#${id}`);
    if (field) field.value = value;
  }

  /** Brings dial, words and number to the same direction; the field that is typed in is left alone. */
  private written(typing = ""): void {
    const deg = this.state.windFromDeg;
    this.dial?.show(deg, !this.state.fromStation);
    if (this.words) this.words.textContent = deg === null ? t("notKnown") : windWords(deg);
    if (typing !== "desk-wind-from") this.set("desk-wind-from", deg === null ? "" : String(Math.round(deg)));
  }

  private stability(): HTMLElement {
    return h("label", { class: "field wide", for: "desk-stability" }, h("span", {}, t("deskStability")), h("select", {
      id: "desk-stability", change: (event) => { this.byHand(); this.state.stability = (event.target as HTMLSelectElement).value; this.changed(); },
    }, ...STABILITIES.map((value) => h("option", { value, selected: value === this.state.stability }, t(STABILITY_TITLES[value] ?? "deskStability")))));
  }

  private terrain(): HTMLElement {
    const state = this.state;
    return h("div", { class: "terrain", hidden: state.fromStation }, h("p", { class: "field-title" }, t("deskTerrain")),
      choices("desk-terrain", [["", t("deskTerrainCity")], ["rural", t("deskRural")], ["urban", t("deskUrban")]], state.terrain, (value) => { state.terrain = value === "urban" || value === "rural" ? value : ""; this.changed(); }));
  }
}

// The wind: by hand, or as the station usually has it; what is taken is always seen on the dial.

import { currentLang, t, type Key } from "../i18n";
import { fill, h } from "../ui/dom";
import { windWords, wrap } from "./compass";
import { windDial, type Dial } from "./dial";
import { choices, numberField } from "./fields";
import { assumedParts, enter, STABILITIES, WIND_PARTS, type DeskState, type WindPart } from "./state";
import type { IncidentWeather } from "./types";

export const STABILITY_TITLES: Record<string, Key> = { A: "deskStabilityA", B: "deskStabilityB", C: "deskStabilityC", D: "deskStabilityD", E: "deskStabilityE", F: "deskStabilityF" };

const PART_TITLES: Record<WindPart, Key> = { from: "deskDirection", speed: "deskSpeedPart", stability: "deskSky" };

/** `direction, speed`: what of the wind nobody entered. */
export const partWords = (parts: WindPart[]): string => parts.map((part) => t(PART_TITLES[part])).join(currentLang() === "zh" ? "、" : ", ");

export class WindForm {
  private readonly root = h("div", { class: "wind-form" });
  private dial: Dial | null = null;
  private words: HTMLElement | null = null;
  private readonly warn = h("p", { class: "warn" });

  constructor(private readonly state: DeskState, private readonly changed: () => void) {}

  render(): HTMLElement {
    const state = this.state;
    this.dial = windDial((deg) => { state.windFromDeg = Math.round(deg); this.enter("from"); this.written(); this.changed(); });
    this.words = h("p", { class: "wind-words", id: "desk-wind-words", role: "status" });
    fill(this.root,
      choices("desk-wind-by", [["hand", t("deskByHand")], ["station", t("deskByStation")]], state.fromStation ? "station" : "hand", (by) => {
        state.fromStation = by === "station";
        for (const part of WIND_PARTS) state.entered[part] = !state.fromStation;
        this.render();
        this.root.querySelector<HTMLElement>(`[value="${by}"]`)?.focus();
        this.changed();
      }),
      this.warn,
      this.words,
      h("div", { class: "dial-row" }, this.dial.element, h("div", { class: "dial-side" },
        numberField("desk-wind-from", "deskWindFrom", "°", "5", state.windFromDeg, (value) => {
          state.windFromDeg = value === null ? null : wrap(value);
          this.enter("from");
          this.written("desk-wind-from");
          this.changed();
        }),
        numberField("desk-wind-speed", "deskSpeed", "m/s", "0.5", state.windSpeedMS, (value) => { state.windSpeedMS = value; this.enter("speed"); this.changed(); }))),
      this.stability(), this.terrain());
    this.tellAssumed();
    this.written();
    return this.root;
  }

  /** Shows what the server took where nothing was entered; it is where a change by hand starts from. */
  answered(weather: IncidentWeather): void {
    const assumed = assumedParts(this.state);
    if (assumed.includes("from")) {
      this.state.windFromDeg = Math.round(weather.wind_from_deg);
      this.written();
    }
    if (assumed.includes("speed")) {
      this.state.windSpeedMS = Number(weather.wind_speed_m_s.toFixed(1));
      this.set("desk-wind-speed", String(this.state.windSpeedMS));
    }
    if (assumed.includes("stability")) this.set("desk-stability", (this.state.stability = weather.stability));
  }

  /** Whoever touches a part of the wind means to give it: that part, and no other. */
  private enter(part: WindPart): void {
    enter(this.state, part);
    this.tellAssumed();
    const radio = this.root.querySelector<HTMLInputElement>("#desk-wind-by [value=hand]");
    if (radio && !this.state.fromStation) radio.checked = true;
  }

  private tellAssumed(): void {
    const assumed = assumedParts(this.state);
    this.warn.hidden = assumed.length === 0;
    this.warn.textContent = t("deskStationShort", { what: partWords(assumed) });
  }

  private set(id: string, value: string): void {
    const field = this.root.querySelector<HTMLInputElement | HTMLSelectElement>(`#${id}`);
    if (field) field.value = value;
  }

  /** Brings dial, words and number to the same direction; the field that is typed in is left alone. */
  private written(typing = ""): void {
    const deg = this.state.windFromDeg;
    this.dial?.show(deg, !assumedParts(this.state).includes("from"));
    if (this.words) this.words.textContent = deg === null ? t("notKnown") : windWords(deg);
    if (typing !== "desk-wind-from") this.set("desk-wind-from", deg === null ? "" : String(Math.round(deg)));
  }

  private stability(): HTMLElement {
    return h("label", { class: "field wide", for: "desk-stability" }, h("span", {}, t("deskStability")), h("select", {
      id: "desk-stability", change: (event) => { this.state.stability = (event.target as HTMLSelectElement).value; this.enter("stability"); this.changed(); },
    }, ...STABILITIES.map((value) => h("option", { value, selected: value === this.state.stability }, t(STABILITY_TITLES[value] ?? "deskStability")))));
  }

  private terrain(): HTMLElement {
    const state = this.state;
    return h("div", { class: "terrain" }, h("p", { class: "field-title" }, t("deskTerrain")),
      choices("desk-terrain", [["", t("deskTerrainCity")], ["rural", t("deskRural")], ["urban", t("deskUrban")]], state.terrain, (value) => { state.terrain = value === "urban" || value === "rural" ? value : ""; this.changed(); }));
  }
}

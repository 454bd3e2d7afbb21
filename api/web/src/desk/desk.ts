// The commander's desk: keeps what is entered, asks when it changes, and shows the answer on the map
// and in words. What is on the map is either the answer to what is entered, or marked as old.

import { Marker, type Map as MapLibreMap } from "maplibre-gl";
import "./desk.css";
import { execute } from "../api/client";
import type { LonLat } from "../api/types";
import { currentLang, t, type Key } from "../i18n";
import type { Theme } from "../map/palette";
import type { Overlay } from "../map/style";
import { byId, fill, h } from "../ui/dom";
import { answerPanel } from "./answer";
import { Asker } from "./ask";
import { mapCard, type Status } from "./card";
import { extent, overlay, sourceTitle } from "./draw";
import { DeskForm } from "./form";
import { problemWords } from "./problem";
import { anotherRelease, assumedParts, freshState, inputs, LINE_EVENTS, missing, putInAddress, stateInAddress, UNIT_EVENTS, type DeskState, type Missing, type WindPart } from "./state";
import type { Effect, IncidentAnswer } from "./types";
import { readSubstances } from "./substances";
import { readUnits, type Unit } from "./units";

/** A new answer sooner than this replaces the old one without greying it first. */
const GREY_AFTER_MS = 500;
const PLACE_ZOOM = 14.5;

export interface DeskHost {
  map: () => MapLibreMap | null;
  theme: () => Theme;
  /** Layers that the city has. */
  layers: () => ReadonlySet<string>;
  refresh: () => void;
  openFacility: (id: string) => void;
  opened: (open: boolean) => void;
}

/** What was clicked on the map. */
export interface Clicked extends LonLat {
  layer: string;
  id: string;
}

const MISSING: Record<Missing, Key> = {
  unit_or_place: "deskNeedPlace", substance: "deskSubstance", wind_from: "deskWindFrom", wind_speed: "deskSpeed",
  rate_kg_s: "deskRate", minutes: "deskMinutesField", mass_t: "deskMass", temperature_c: "deskTemperature", hole_mm: "deskHole",
  volume_m3: "deskVolume", pressure_mpa: "deskPressure", pipe_mm: "deskPipe", side_km: "deskSide", friction: "deskFriction", pipe_hole_mm: "deskPipeHole",
};

export class Desk {
  private state: DeskState = freshState();
  private form: DeskForm | null = null;
  private units: Unit[] = [];
  private answer: IncidentAnswer | null = null;
  private answeredAt = "";
  /** What of the wind of the answer nobody entered. */
  private assumed: WindPart[] = [];
  private status: Status = { kind: "incomplete", words: () => "", old: false };
  private problem: unknown = null;
  private readonly hidden = new Set<Effect>();
  private marker: Marker | null = null;
  private greying: ReturnType<typeof setTimeout> | undefined;
  /** Where the picture was last brought into sight for. */
  private framed = "";
  private readonly asker = new Asker<DeskState, IncidentAnswer>({
    ask: (state, signal) => execute<IncidentAnswer>("incident", inputs(state), signal),
    started: () => this.started(),
    answered: (answer, state, tookMs) => this.answered(answer, state, tookMs),
    failed: (error) => this.failed(error),
  });

  constructor(private readonly host: DeskHost) {}

  get isOpen(): boolean {
    return this.form !== null;
  }

  /** Opens with the incident of the address, when there is one there. */
  resume(): void {
    const state = stateInAddress();
    if (state) this.open(state);
  }

  open(state: DeskState = freshState()): void {
    this.state = state;
    byId("desk").hidden = false;
    byId("desk-card").hidden = false;
    byId("desk-open").hidden = true;
    this.form = new DeskForm(byId("desk-ask"), state, {
      changed: () => this.changed(),
      close: () => this.close(),
      chooseUnit: (unit) => this.chooseUnit(unit),
      choosePlace: (place) => this.choosePlace(place, true),
    });
    this.form.setUnits(this.units);
    this.host.opened(true);
    this.changed();
    if (this.units.length === 0) void this.readUnits();
  }

  close(): void {
    this.asker.stop();
    clearTimeout(this.greying);
    this.form = this.answer = this.problem = null;
    this.framed = "";
    this.hidden.clear();
    this.marker?.remove();
    this.marker = null;
    byId("desk").hidden = true;
    byId("desk-card").hidden = true;
    byId("desk-open").hidden = false;
    putInAddress(null);
    this.host.opened(false);
    this.host.refresh();
    byId("desk-open").focus();
  }

  /** The data of the city changed: the answer may have too. */
  again(): void {
    if (this.form) this.changed();
  }

  /** The same in the other language or palette. */
  relabel(): void {
    fill(byId("desk-open"), t("deskOpen"));
    if (!this.form) return;
    this.form.render();
    this.show();
  }

  overlay(): Overlay | null {
    if (!this.form || !this.answer) return null;
    return overlay(this.answer.result, this.hidden, this.host.theme(), this.status.old);
  }

  /** A click while the desk is open is an answer to "where": `false` for what is no place to leak. */
  picked(clicked: Clicked): boolean {
    const own = clicked.layer === "facility" ? this.units.filter((unit) => unit.facilityId === clicked.id) : this.units.filter((unit) => unit.id === clicked.id);
    if (own.length > 1) return false;
    const unit = own[0];
    if (unit) this.chooseUnit(unit, unit.isLine ? { lon_deg: clicked.lon_deg, lat_deg: clicked.lat_deg } : null);
    else this.choosePlace({ lon_deg: clicked.lon_deg, lat_deg: clicked.lat_deg });
    return true;
  }

  /** From the card of a unit or pipeline: opens the desk with it. */
  leak(id: string, isLine: boolean, place: LonLat | null): void {
    const state = this.form ? this.state : freshState();
    Object.assign(state, { unit: id, isLine, place: isLine ? place : null, event: isLine ? LINE_EVENTS[0] : UNIT_EVENTS[0] });
    this.open(state);
  }

  // ---- what is entered ----

  private async readUnits(): Promise<void> {
    // Without the list a number can still come from the map or the address.
    [this.units] = await Promise.all([readUnits(this.host.layers()).catch(() => []), readSubstances()]);
    const unit = this.units.find((each) => each.id === this.state.unit);
    if (unit) this.state.isLine = unit.isLine;
    this.form?.setUnits(this.units);
    this.mark();
  }

  private chooseUnit(unit: Unit | null, place: LonLat | null = null): void {
    anotherRelease(this.state);
    if (unit) Object.assign(this.state, { unit: unit.id, isLine: unit.isLine, place, event: unit.isLine ? LINE_EVENTS[0] : UNIT_EVENTS[0] });
    // The place stays: who drops the unit usually means "here, but something else".
    else Object.assign(this.state, { place: this.sourcePlace(), unit: "", isLine: false, event: "own" });
    this.form?.render();
    this.changed();
  }

  private choosePlace(place: LonLat, go = false): void {
    this.state.place = { lon_deg: Number(place.lon_deg.toFixed(6)), lat_deg: Number(place.lat_deg.toFixed(6)) };
    this.form?.render();
    if (go) this.host.map()?.jumpTo({ center: [place.lon_deg, place.lat_deg] });
    this.changed();
  }

  private sourcePlace(): LonLat | null {
    const unit = this.units.find((each) => each.id === this.state.unit);
    const [lon_deg, lat_deg] = this.answer?.result.source.coordinates ?? [];
    const answered = lon_deg !== undefined && lat_deg !== undefined ? { lon_deg, lat_deg } : null;
    return this.state.place ?? unit?.place ?? (this.state.unit ? answered : null);
  }

  private changed(): void {
    putInAddress(this.state);
    this.mark();
    const needed = missing(this.state);
    if (needed.length === 0) {
      this.asker.ask(structuredClone(this.state));
      return;
    }
    this.asker.stop();
    clearTimeout(this.greying);
    this.problem = null;
    this.set("incomplete", () => t("deskStillNeeded", { what: needed.map((each) => t(MISSING[each])).join(currentLang() === "zh" ? "、" : ", ") }), this.answer !== null);
  }

  // ---- what is answered ----

  private started(): void {
    clearTimeout(this.greying);
    // After a failure the picture stays marked; else it is greyed only when the answer lets wait.
    const wasOld = this.status.old;
    this.set("busy", () => t("deskComputing"), wasOld);
    if (this.answer && !wasOld) this.greying = setTimeout(() => this.set("busy", () => t("deskComputing"), true), GREY_AFTER_MS);
  }

  private answered(answer: IncidentAnswer, asked: DeskState, tookMs: number): void {
    clearTimeout(this.greying);
    this.answer = answer;
    this.assumed = assumedParts(asked);
    this.problem = null;
    const time = (this.answeredAt = new Date().toLocaleTimeString("en-GB"));
    this.form?.answered(answer.result);
    this.mark();
    this.set("done", () => t("deskTook", { s: (tookMs / 1000).toFixed(tookMs < 100 ? 3 : 2), time }), false);
    const [lon = 0, lat = 0] = answer.result.source.coordinates;
    const where = `${this.state.unit}|${lon.toFixed(3)}|${lat.toFixed(3)}`;
    if (where !== this.framed) this.frame();
    this.framed = where;
  }

  private failed(error: unknown): void {
    clearTimeout(this.greying);
    this.problem = error;
    this.set("failed", () => (this.answer ? t("deskFailedOld", { time: this.answeredAt }) : t("deskFailed")), this.answer !== null);
  }

  private set(kind: Status["kind"], words: Status["words"], old: boolean): void {
    const greyed = old !== this.status.old;
    this.status = { kind, words, old };
    if (kind === "busy" && !greyed) this.card();
    else this.show();
  }

  private card(): void {
    fill(byId("desk-card"), ...mapCard(this.status, this.answer?.result ?? null, this.assumed, this.hidden, this.host.theme(), () => this.frame()));
    byId("desk-card").classList.toggle("old", this.status.old);
  }

  private show(): void {
    if (!this.form) return;
    this.card();
    const panel = byId("desk-answer");
    const open = [...panel.querySelectorAll("details[open]")].map((each) => each.id);
    fill(panel, ...this.problemPart(), h("div", { id: "desk-result", class: this.status.old ? "old" : "" }, ...this.resultPart()));
    for (const id of open) panel.querySelector(`details#${id}`)?.setAttribute("open", "");
    this.host.refresh();
  }

  private problemPart(): HTMLElement[] {
    if (this.problem === null) return [];
    return [h("div", { id: "desk-problem", role: "alert" }, h("h2", {}, t("deskFailed")), ...problemWords(this.problem), h("button", { class: "plain", id: "desk-again", click: () => this.changed() }, t("deskAgain")))];
  }

  private resultPart(): HTMLElement[] {
    if (!this.answer) return this.problem === null ? [h("p", { class: "hint" }, t("deskHint"))] : [];
    return [
      ...(this.status.old ? [h("p", { class: "old-mark" }, `⚠ ${t("deskOldHelp", { time: this.answeredAt })}`)] : []),
      ...answerPanel(this.answer.result, this.answer.caveats, this.host.theme(), {
        hidden: this.hidden,
        assumed: this.assumed,
        toggle: (effect, visible) => {
          if (visible) this.hidden.delete(effect);
          else this.hidden.add(effect);
          this.card();
          this.host.refresh();
        },
        fly: (lon, lat) => this.host.map()?.easeTo({ center: [lon, lat], zoom: Math.max(this.host.map()?.getZoom() ?? 0, PLACE_ZOOM), duration: 400 }),
        openFacility: (id) => this.host.openFacility(id),
      }),
    ];
  }

  // ---- on the map ----

  /** Brings source and zones into sight, clear of the card. */
  private frame(): void {
    const map = this.host.map();
    if (!map || !this.answer) return;
    const [west, south, east, north] = extent(this.answer.result, this.hidden);
    const card = byId("desk-card");
    const { clientWidth: width, clientHeight: height } = map.getCanvas();
    const low = card.offsetHeight < height / 3;
    const [top, left] = low ? [card.offsetHeight + 60, 100] : [60, Math.min(card.offsetWidth + 80, 0.6 * width)];
    map.fitBounds([[west, south], [east, north]], { padding: { top, bottom: 60, right: 70, left }, maxZoom: 15.5, animate: false });
  }

  /** The marker of the source, which can be dragged. */
  private mark(): void {
    const map = this.host.map();
    const place = this.sourcePlace();
    if (!map || !place || !this.form) {
      this.marker?.remove();
      this.marker = null;
      return;
    }
    if (!this.marker) {
      const element = h("div", { class: "desk-marker", title: sourceTitle() });
      this.marker = new Marker({ element, draggable: true }).setLngLat([place.lon_deg, place.lat_deg]).addTo(map);
      const moved = (): LonLat => { const at = this.marker?.getLngLat(); return { lon_deg: at?.lng ?? 0, lat_deg: at?.lat ?? 0 }; };
      this.marker.on("dragend", () => this.choosePlace(moved()));
    }
    this.marker.setLngLat([place.lon_deg, place.lat_deg]);
  }
}


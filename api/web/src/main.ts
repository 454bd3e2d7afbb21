// The page: reads the city, keeps what is to be seen in one place, and hands it to map and panels.

import "./style.css";
import { getCity, getFacility, getItem, getNotAssessed, getRanking, getRisk, getSocietal, getTileJson, NotReady, serverUrl, ServerProblem, TokenNeeded, Unreachable } from "./api/client";
import { setToken } from "./api/token";
import type { CityInfo, LayerInfo, LonLat } from "./api/types";
import { Desk } from "./desk/desk";
import { place as placeText } from "./format";
import { currentLang, name, setLang, t } from "./i18n";
import { fromServer, type Basemap } from "./map/basemap";
import { CATALOGUE, plainLayer, type LayerStyle } from "./map/catalogue";
import { readHarmLevels } from "./map/harm";
import type { Theme } from "./map/palette";
import { RISK, type Ring, type TileSource, type View } from "./map/style";
import { MapView, type Pick } from "./map/view";
import { societalPanel } from "./societal/panel";
import { caveatList } from "./ui/caveats";
import { countsLine } from "./ui/counts";
import { byId, fill, h } from "./ui/dom";
import { facilityPanel } from "./ui/facility";
import { featurePanel } from "./ui/feature";
import { legend, type LegendEntry } from "./ui/legend";
import { placePanel } from "./ui/place";
import { searchBox } from "./ui/search";
import { notAssessedPanel } from "./ui/not-assessed";
import { openSettings } from "./ui/settings";
import { askToken } from "./ui/token";

const POLL_READY_MS = 30_000;
const POLL_SOON_MS = 2_000;
/** Layers that models of this release assess. */
const ASSESSED = new Set(["facility", "hazard_unit", "explosive_store"]);

type Shown = { kind: "not assessed" } | { kind: "societal"; facility: { id: string; name: string } | null } | { kind: "place"; lon: number; lat: number } | { kind: "facility"; id: string } | { kind: "feature"; pick: Pick } | null;

function remembered(key: string): string | null {
  try {
    return localStorage.getItem(`cordon.${key}`);
  } catch {
    return null;
  }
}

function remember(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`cordon.${key}`);
    else localStorage.setItem(`cordon.${key}`, value);
  } catch {
    // Private browsing: the choice lasts for this page.
  }
}

class App {
  private city: CityInfo | null = null;
  private map: MapView | null = null;
  private layers: { style: LayerStyle; info: LayerInfo; source: TileSource }[] = [];
  private riskSource: TileSource | null = null;
  private readonly visible = new Map<string, boolean>();
  private riskVisible = true;
  private riskOpacity = 0.6;
  private rings: Ring[] = [];
  private ringNote = "";
  private pin: LonLat | null = null;
  private basemap: Basemap | null = null;
  private theme: Theme = remembered("theme") === "night" ? "night" : "day";
  private shown: Shown = null;
  private lastHeard = "";
  private asking = new AbortController();
  private readonly desk = new Desk({
    map: () => this.map?.map ?? null,
    theme: () => this.theme,
    layers: () => new Set(this.layers.map(({ style }) => style.id)),
    refresh: () => this.refresh(),
    openFacility: (id) => this.openFacility(id, null),
    opened: (open) => this.deskOpened(open),
  });

  start(): void {
    this.chrome();
    byId("desk-open").addEventListener("click", () => this.desk.open());
    this.notice(t("loading"), "busy");
    void this.poll();
    document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !byId("detail").hidden) this.closeDetail(); });
  }

  /** Reads the city again and again, so that the page knows when risk is ready, data change, or the server is gone. */
  private async poll(): Promise<void> {
    let wait = POLL_READY_MS;
    try {
      const city = await getCity();
      this.lastHeard = new Date().toLocaleTimeString(currentLang() === "zh" ? "zh-CN" : "en-GB");
      await this.accept(city);
      const failed = city.risk?.failure;
      const computing = city.risk?.ready === false && !failed;
      if (computing) wait = POLL_SOON_MS;
      if (failed) this.notice(`${t("noRisk")}: ${failed}`, "bad");
      else this.notice(computing ? t("computing") : this.basemapNotice(), computing ? "busy" : "warn");
    } catch (error) {
      if (error instanceof TokenNeeded) return this.needToken(error.wrong);
      wait = POLL_SOON_MS;
      const stale = this.city ? t("unreachableStale", { time: this.lastHeard }) : t("unreachable");
      const why = error instanceof Unreachable ? "" : ` (${error instanceof Error ? error.message : String(error)})`;
      this.notice(`${stale}${why}；${t("retrying")}`, "bad");
    }
    setTimeout(() => void this.poll(), wait);
  }

  /** Asks for the token and starts again with it: what was drawn without it has to be read anew. */
  private async needToken(wrong: boolean): Promise<void> {
    this.notice("", "busy");
    setToken(await askToken(byId("token") as HTMLDialogElement, wrong));
    if (this.city) location.reload();
    this.chrome();
    this.notice(t("loading"), "busy");
    await this.poll();
  }

  private async accept(city: CityInfo): Promise<void> {
    const before = this.city;
    const changed = before === null || before.edition !== city.edition || before.risk?.ready !== city.risk?.ready;
    this.city = city;
    if (!changed) return;
    await Promise.all([this.readLayers(city), readHarmLevels()]);
    this.chrome();
    if (this.map) this.refresh();
    else this.makeMap(city);
    if (before === null) this.takeBasemap(city);
    if (before === null) this.desk.resume();
    if (before && this.shown) this.reopen();
    if (before) this.desk.again();
  }

  /** The operator's basemap, when the user chose it before. */
  private takeBasemap(city: CityInfo): void {
    if (!city.basemap || remembered("basemap") !== city.basemap.address) return;
    fromServer(city.basemap).then((basemap) => this.setBasemap(basemap, true)).catch(() => remember("basemap", null));
  }

  private async readLayers(city: CityInfo): Promise<void> {
    const infos = (city.layers ?? []).filter((info) => info.id !== RISK && info.geometry !== "raster" && info.geometry !== "none");
    const [risk, ...sources] = await Promise.all([
      city.risk?.ready === false ? null : this.tileSource({ id: RISK }, city),
      ...infos.map((info) => this.tileSource(info, city)),
    ]);
    this.riskSource = risk ?? null;
    this.layers = infos.flatMap((info, index) => {
      const source = sources[index];
      const style = CATALOGUE.find((each) => each.id === info.id) ?? plainLayer(info.id, info.title);
      return source ? [{ style, info, source }] : [];
    });
  }

  /** The tile address out of the TileJSON, which carries the edition; by the agreed pattern when there is none. */
  private async tileSource(info: LayerInfo, city: CityInfo): Promise<TileSource> {
    const plain: TileSource = {
      tiles: [`${serverUrl(`tiles/${info.id}/`)}{z}/{x}/{y}.mvt?v=${encodeURIComponent(city.edition ?? "")}`],
      minzoom: info.minzoom ?? 0, maxzoom: info.maxzoom ?? 14, sourceLayer: info.id, fields: null,
    };
    try {
      const found = await getTileJson(`tiles/${info.id}.json`);
      const tiles = found.tiles.map((tile) => new URL(tile, document.baseURI).href.replaceAll("%7B", "{").replaceAll("%7D", "}"));
      const layer = found.vector_layers?.[0];
      return {
        tiles, minzoom: found.minzoom ?? plain.minzoom, maxzoom: found.maxzoom ?? plain.maxzoom,
        sourceLayer: layer?.id ?? info.id, fields: layer?.fields ? Object.keys(layer.fields) : null,
      };
    } catch {
      return plain;
    }
  }

  private view(): View {
    return {
      theme: this.theme,
      layers: this.layers.map(({ style, source }) => ({ style, source, visible: this.isVisible(style) })),
      risk: { source: this.riskSource, levels: this.city?.risk?.levels ?? [], visible: this.riskVisible && !this.desk.isOpen, opacity: this.riskOpacity },
      rings: this.rings,
      pin: this.pin,
      basemap: this.basemap,
      overlay: this.desk.overlay(),
    };
  }

  private inRisk(style: LayerStyle, source: TileSource): boolean {
    const hazard = (style.group === "hazard" && style.frame === "hazard") || style.id === "pipeline" || style.id === "route";
    const told = source.fields?.some((field) => field === "assessed" || field === "assessment") ?? false;
    return !hazard || told || ASSESSED.has(style.id);
  }

  private isVisible(style: LayerStyle): boolean {
    return this.visible.get(style.id) ?? style.visible;
  }

  private makeMap(city: CityInfo): void {
    const where = byId("coordinates");
    const placed = /^#[\d.]+\//.test(location.hash);
    try {
      this.map = new MapView(byId("map"), this.view(), (pick) => this.picked(pick), (lon, lat) => { where.textContent = placeText(lon, lat); });
    } catch (error) {
      console.error(error);
      fill(byId("map"), h("p", { class: "no-map" }, t("noWebgl")));
      return;
    }
    if (city.extent && !placed) this.map.fit(city.extent, false);
    // Read by the browser tests, and handy in the console.
    Object.assign(window, { cordon: { map: this.map.map } });
  }

  private refresh(): void {
    const note = byId("ring-note");
    note.hidden = this.rings.length === 0;
    note.textContent = this.ringNote;
    this.map?.show(this.view());
  }

  // ---- what was clicked ----

  private picked(pick: Pick): void {
    const fields = (pick.feature?.properties ?? {}) as Record<string, string | number | undefined>;
    const layer = pick.feature?.layer.source;
    const id = layer === "facility" ? (fields["id"] ?? fields["facility_id"] ?? pick.feature?.id) : layer === "hazard_unit" ? fields["facility_id"] : layer === "explosive_store" ? fields["facility_id"] || fields["id"] : undefined;
    const clicked = { lon_deg: pick.lon, lat_deg: pick.lat, layer: layer ?? "", id: String(fields["id"] ?? pick.feature?.id ?? "") };
    if (this.desk.isOpen && this.desk.picked(clicked)) this.closeDetail();
    else if (id !== undefined) this.openFacility(String(id), null);
    else if (pick.feature) this.openFeature(pick);
    else this.openPlace(pick.lon, pick.lat);
  }

  private openFeature(pick: Pick): void {
    this.shown = { kind: "feature", pick };
    this.rings = [];
    this.pin = { lon_deg: pick.lon, lat_deg: pick.lat };
    this.refresh();
    const feature = pick.feature;
    if (!feature) return;
    const layer = this.layers.find(({ style }) => style.id === feature.source);
    const assessed = !layer || this.inRisk(layer.style, layer.source);
    const key = String((feature.properties as Record<string, string | number | undefined>)["id"] ?? feature.id ?? "");
    // A tile holds few of the fields: the record has them all.
    void this.ask((signal) => getItem(feature.source, key, signal), (found) =>
      this.detail(...featurePanel(found.properties, feature.source, layer?.style, assessed, () => this.openPlace(pick.lon, pick.lat),
        feature.source === "pipeline" ? () => this.leak(key, true, { lon_deg: pick.lon, lat_deg: pick.lat }) : null)), t("loading"));
  }

  private openNotAssessed(): void {
    this.shown = { kind: "not assessed" };
    void this.ask((signal) => getNotAssessed(null, signal), (page) =>
      this.detail(...notAssessedPanel(page, this.city?.counts, { open: (id) => this.openFacility(id, null), more: (next) => getNotAssessed(next) })), t("computing"));
  }

  private openSocietal(facility: { id: string; name: string } | null): void {
    this.shown = { kind: "societal", facility };
    const question = async (signal: AbortSignal) => Promise.all([getSocietal(facility?.id ?? null, signal), facility ? Promise.resolve(null) : getRanking(null, signal)] as const);
    void this.ask(question, ([risk, ranking]) => this.detail(...societalPanel(risk, facility?.name ?? null, ranking, {
      show: (other) => this.openSocietal(other),
      openFacility: (id) => this.openFacility(id, null),
      more: (next) => getRanking(next),
    })), t("computing"));
  }

  private openPlace(lon: number, lat: number): void {
    this.shown = { kind: "place", lon, lat };
    this.rings = [];
    this.pin = { lon_deg: lon, lat_deg: lat };
    this.refresh();
    void this.ask((signal) => getRisk(lon, lat, signal), (risk) =>
      this.detail(...placePanel(risk, this.city?.risk?.levels ?? [], { openFacility: (id) => this.openFacility(id, null) })), t("computingHere"));
  }

  private openFacility(id: string, place: [number, number] | null): void {
    this.shown = { kind: "facility", id };
    this.rings = [];
    this.pin = place ? { lon_deg: place[0], lat_deg: place[1] } : null;
    if (place) this.map?.go(place[0], place[1], 13);
    this.refresh();
    void this.ask((signal) => getFacility(id, signal), (found) => {
      this.pin = found.facility.place ?? this.pin;
      this.refresh();
      this.detail(...facilityPanel(found, {
        askRisk: (at) => this.openPlace(at.lon_deg, at.lat_deg),
        drawRings: (rings, note) => this.drawRings(rings, note),
        leak: (unit) => this.leak(unit, false, null),
      }));
    }, t("computing"));
  }

  private leak(id: string, isLine: boolean, place: LonLat | null): void {
    this.closeDetail();
    this.desk.leak(id, isLine, place);
  }

  /** The desk takes the place of the layers; the risk bands make room for its zones. */
  private deskOpened(open: boolean): void {
    if (open && !byId("detail").hidden) this.closeDetail();
    this.toggleLayers(!open && window.innerWidth >= 900);
    this.refresh();
  }

  private drawRings(rings: Ring[], note: string): void {
    this.rings = rings;
    this.ringNote = rings.length > 0 ? note : "";
    this.refresh();
    // On a narrow screen the panel makes room for the circles.
    byId("detail").classList.toggle("low", rings.length > 0);
    this.uncover();
    const all = rings.flatMap((ring) => ring.coordinates);
    if (all.length === 0) return;
    const [lons, lats] = [all.map((point) => point[0]), all.map((point) => point[1])];
    this.map?.fit({ west_deg: Math.min(...lons), east_deg: Math.max(...lons), south_deg: Math.min(...lats), north_deg: Math.max(...lats) }, true, byId("ring-note").offsetTop + byId("ring-note").offsetHeight);
  }

  /** Asks the server; a newer question drops an older one; "not ready" is asked again. */
  private async ask<T>(question: (signal: AbortSignal) => Promise<T>, answer: (value: T) => void, busy: string): Promise<void> {
    this.asking.abort();
    const mine = (this.asking = new AbortController());
    this.detail(h("p", { class: "busy" }, t("loading")));
    const stale = (): boolean => mine.signal.aborted;
    while (!stale()) {
      try {
        const value = await question(mine.signal);
        if (!stale()) answer(value);
        return;
      } catch (error) {
        if (stale()) return;
        if (!(error instanceof NotReady)) {
          this.detail(...problem(error));
          return;
        }
        this.detail(h("p", { class: "busy" }, busy));
        await new Promise((resolve) => setTimeout(resolve, 1000 * error.retryAfterS));
      }
    }
  }

  private reopen(): void {
    const shown = this.shown;
    if (shown?.kind === "place") this.openPlace(shown.lon, shown.lat);
    else if (shown?.kind === "facility") this.openFacility(shown.id, null);
    else if (shown?.kind === "feature") this.openFeature(shown.pick);
    else if (shown?.kind === "societal") this.openSocietal(shown.facility);
    else if (shown) this.openNotAssessed();
  }

  private detail(...content: HTMLElement[]): void {
    const panel = byId("detail");
    panel.classList.toggle("low", this.rings.length > 0);
    const opening = panel.hidden;
    panel.hidden = false;
    // The title stays in sight beside the cross, whatever is scrolled below it.
    const [title, ...rest] = content[0]?.tagName === "H2" ? content : [h("span", {}), ...content];
    fill(panel, h("div", { class: "panel-head" }, title, h("button", { class: "close", "aria-label": t("close"), click: () => this.closeDetail() }, "×")), ...rest);
    panel.scrollTop = 0;
    if (opening) this.map?.map.resize();
    this.uncover();
  }

  /** On a narrow screen the panel lies over the map: what it tells about must stay in sight. */
  private uncover(): void {
    const panel = byId("detail");
    const over = !panel.hidden && getComputedStyle(panel).position === "absolute";
    this.map?.cover(over ? panel.offsetHeight : 0);
    if (this.pin && this.rings.length === 0) this.map?.reveal(this.pin.lon_deg, this.pin.lat_deg);
  }

  private closeDetail(): void {
    this.asking.abort();
    byId("detail").hidden = true;
    this.shown = null;
    this.rings = [];
    this.pin = null;
    this.refresh();
    this.map?.map.resize();
    this.uncover();
    this.map?.map.getCanvas().focus();
  }

  // ---- what stands around the map ----

  private chrome(): void {
    const city = this.city;
    document.documentElement.lang = currentLang() === "zh" ? "zh-CN" : "en";
    document.documentElement.dataset["theme"] = this.theme;
    document.title = city ? `${name(city.name)} – ${t("appName")}` : t("appName");
    this.bar();
    fill(byId("strip"),
      city?.demonstration && h("strong", { id: "demo" }, t("demo")),
      city && countsLine(city.counts, city.counts?.not_assessed ? () => this.openNotAssessed() : undefined),
      city && caveatList(city.caveats, { id: "caveats" }));
    byId("cross").dataset["hint"] = t("keyHint");
    this.desk.relabel();
    this.drawLegend();
  }

  private bar(): void {
    fill(byId("bar"),
      h("h1", {}, this.city ? name(this.city.name) : "Cordon", h("span", { class: "app" }, t("appName"))),
      searchBox({ openFacility: (id, place) => this.openFacility(id, place), goTo: (lon, lat) => { this.map?.go(lon, lat, 14); this.picked({ lon, lat, feature: null }); } }),
      h("nav", {},
        h("button", { id: "open-layers", click: () => this.toggleLayers(byId("layers").hidden) }, t("layersOpen")),
        h("button", { id: "open-societal", click: () => this.openSocietal(null) }, t("societal")),
        h("button", { id: "whole-city", click: () => { if (this.city?.extent) this.map?.fit(this.city.extent, true); } }, t("wholeCity")),
        h("button", { id: "open-settings", click: () => this.settings() }, t("settings")),
        h("button", { id: "language", lang: currentLang() === "zh" ? "en" : "zh-CN", click: () => this.switchLanguage() }, t("language"))));
  }

  private toggleLayers(open: boolean): void {
    byId("layers").hidden = !open;
    this.map?.map.resize();
  }

  private drawLegend(): void {
    const entries: LegendEntry[] = this.layers.map(({ style, info, source }) => ({ style, info, visible: this.isVisible(style), assessed: this.inRisk(style, source) }));
    const panel = byId("layers");
    if (this.city && panel.childElementCount === 0 && window.innerWidth >= 900) panel.hidden = false;
    if (!this.city) return;
    const scroll = panel.scrollTop;
    fill(panel, ...legend(entries, { levels: this.city.risk?.levels ?? [], ready: this.city.risk?.ready !== false, visible: this.riskVisible, opacity: this.riskOpacity }, this.theme, {
      toggle: (id, visible) => { this.visible.set(id, visible); this.refresh(); },
      riskVisible: (visible) => { this.riskVisible = visible; this.refresh(); },
      riskOpacity: (opacity) => { this.riskOpacity = opacity; this.refresh(); },
      close: () => this.toggleLayers(false),
    }));
    panel.scrollTop = scroll;
  }

  private settings(): void {
    openSettings(byId("settings") as HTMLDialogElement, this.theme, this.city?.basemap ?? null, {
      theme: (theme) => { this.theme = theme; remember("theme", theme); this.chrome(); this.refresh(); },
      basemap: (basemap, ofServer) => this.setBasemap(basemap, ofServer),
    });
  }

  private setBasemap(basemap: Basemap | null, ofServer: boolean): void {
    this.basemap = basemap;
    byId("attribution").textContent = basemap?.attribution ?? "";
    remember("basemap", ofServer ? (this.city?.basemap?.address ?? null) : null);
    this.refresh();
    if (this.city?.risk?.ready !== false) this.notice(this.basemapNotice(), "warn");
  }

  private basemapNotice(): string {
    const host = this.basemap?.host;
    return host ? t("basemapActive", { host }) : "";
  }

  private switchLanguage(): void {
    setLang(currentLang() === "zh" ? "en" : "zh");
    this.chrome();
    this.refresh();
    this.reopen();
  }

  private notice(text: string, kind: "busy" | "warn" | "bad"): void {
    const notice = byId("notice");
    notice.hidden = text === "";
    notice.className = kind;
    if (notice.textContent !== text) notice.textContent = text;
  }
}

function problem(error: unknown): HTMLElement[] {
  const words = error instanceof Unreachable ? t("unreachable") : error instanceof TokenNeeded ? t("tokenTitle") : error instanceof Error ? error.message : String(error);
  const fields = error instanceof ServerProblem ? (error.problem.problems ?? []).map((each) => h("li", {}, `${each.field} = ${each.value}: ${each.allowed}`)) : [];
  return [h("h2", {}, t("failed")), h("p", { class: "bad" }, words), h("ul", {}, ...fields)];
}

new App().start();

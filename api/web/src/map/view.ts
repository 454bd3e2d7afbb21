// The map itself: MapLibre with our worker, our symbols, our protocols, and one question to the user
// of this class: what was picked?

import { addProtocol, Map as MapLibreMap, NavigationControl, ScaleControl, setWorkerUrl, type MapGeoJSONFeature } from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { authorization } from "../api/token";
import type { LonLatBox } from "../api/types";
import { t } from "../i18n";
import { BANDS_PROTOCOL, bandsProtocol } from "./bands";
import { mbtilesProtocol, pmtilesProtocol } from "./basemap";
import { drawPattern } from "../desk/patterns";
import { drawIcon } from "./icons";
import { PALETTES } from "./palette";
import { buildStyle, type View } from "./style";

setWorkerUrl(new URL(workerUrl, document.baseURI).href);
addProtocol(BANDS_PROTOCOL, bandsProtocol);
addProtocol("pmtiles", (request, stop) => pmtilesProtocol.tile(request, stop));
addProtocol("mbtiles", mbtilesProtocol);

/** What was picked: a feature of ours, or just a place. */
export interface Pick {
  lon: number;
  lat: number;
  feature: MapGeoJSONFeature | null;
}

const SYMBOLS = ["facility", "hazard_unit", "explosive_store", "tailings_pond", "mine", "protected_object", "emergency_resource", "populated_place"];
const LINES = ["pipeline", "route", "corridor", "congested_region-area"];
/** A place nearer to the edge than this counts as out of sight. */
const MARGIN_PX = 24;
const FIT_PX = 40;
const REACH_PX = { symbol: 8, line: 4 };

export class MapView {
  readonly map: MapLibreMap;
  private shown: View;

  constructor(container: HTMLElement, view: View, onPick: (pick: Pick) => void, onMove: (lon: number, lat: number) => void) {
    this.shown = view;
    this.map = new MapLibreMap({
      container,
      style: buildStyle(view),
      hash: true,
      attributionControl: false,
      localIdeographFontFamily: false,
      maxPitch: 0,
      dragRotate: false,
      pitchWithRotate: false,
      fadeDuration: 0,
      transformRequest: (address) => (/^https?:/.test(address) ? { url: address, headers: authorization(address) } : undefined),
      locale: { "NavigationControl.ZoomIn": t("zoomIn"), "NavigationControl.ZoomOut": t("zoomOut"), "Map.Title": t("mapLabel") },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.addControl(new NavigationControl({ showCompass: false }), "top-right");
    this.map.addControl(new ScaleControl({ maxWidth: 160, unit: "metric" }), "bottom-left");
    this.map.setMissingStyleImageResolver((id) => this.drawMissing(id));
    this.map.on("click", (event) => onPick({ ...at(event.lngLat), feature: this.featureAt(event.point.x, event.point.y) }));
    this.map.on("mousemove", (event) => {
      onMove(event.lngLat.lng, event.lngLat.lat);
      this.map.getCanvas().style.cursor = this.featureAt(event.point.x, event.point.y) ? "pointer" : "crosshair";
    });
    this.map.on("move", () => onMove(this.map.getCenter().lng, this.map.getCenter().lat));
    this.map.getCanvas().addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      const centre = this.map.project(this.map.getCenter());
      onPick({ ...at(this.map.getCenter()), feature: this.featureAt(centre.x, centre.y) });
    });
  }

  /** Shows another view; only what differs is done again. */
  show(view: View): void {
    const repaint = view.theme !== this.shown.theme;
    this.shown = view;
    if (repaint) for (const id of this.map.listImages()) if (this.map.hasImage(id) && id.includes("/")) this.map.removeImage(id);
    this.map.setStyle(buildStyle(view), { diff: true });
  }

  /** `topPx`: what words over the map cover at its upper edge. */
  fit(box: LonLatBox, animate: boolean, topPx = 0): void {
    const padding = { top: FIT_PX + topPx, bottom: FIT_PX, left: FIT_PX, right: FIT_PX };
    this.map.fitBounds([[box.west_deg, box.south_deg], [box.east_deg, box.north_deg]], { padding, animate });
  }

  go(lon: number, lat: number, zoom: number): void {
    // At once: a panel that opens meanwhile would stop a flight halfway.
    this.map.jumpTo({ center: [lon, lat], zoom: Math.max(this.map.getZoom(), zoom) });
  }

  /** Tells the map how much of its lower edge a panel covers: its middle is that of the rest. */
  cover(bottomPx: number): void {
    if (this.map.getPadding().bottom !== bottomPx) this.map.setPadding({ top: 0, left: 0, right: 0, bottom: bottomPx });
  }

  /** Moves a place into sight when it is outside or under a panel. */
  reveal(lon: number, lat: number): void {
    const { clientWidth: width, clientHeight: height } = this.map.getCanvas();
    const { x, y } = this.map.project([lon, lat]);
    const seen = x > MARGIN_PX && x < width - MARGIN_PX && y > MARGIN_PX && y < height - (this.map.getPadding().bottom ?? 0) - MARGIN_PX;
    if (!seen) this.map.easeTo({ center: [lon, lat], duration: 300 });
  }

  private drawMissing(id: string): void {
    const icon = drawPattern(id) ?? drawIcon(id, PALETTES[this.shown.theme]);
    if (icon && !this.map.hasImage(id)) this.map.addImage(id, icon.data, { pixelRatio: icon.pixelRatio });
  }

  /** The symbol under the pointer, else the line; a finger is less exact than a pixel. */
  private featureAt(x: number, y: number): MapGeoJSONFeature | null {
    const near = (ids: string[], reach: number): MapGeoJSONFeature | undefined => {
      const layers = ids.filter((id) => this.map.getLayer(id));
      const found = this.map.queryRenderedFeatures([[x - reach, y - reach], [x + reach, y + reach]], { layers });
      return found.sort((a, b) => ids.indexOf(a.layer.id) - ids.indexOf(b.layer.id))[0];
    };
    return near(SYMBOLS, REACH_PX.symbol) ?? near(LINES, REACH_PX.line) ?? null;
  }
}

function at(place: { lng: number; lat: number }): { lon: number; lat: number } {
  return { lon: place.lng, lat: place.lat };
}

// Find a facility by name, number or substance, or go to coordinates.

import { getItems } from "../api/client";
import { name, t } from "../i18n";
import { h } from "./dom";

export interface SearchActions {
  openFacility: (id: string, place: [number, number] | null) => void;
  goTo: (lon: number, lat: number) => void;
}

interface Entry {
  id: string;
  title: string;
  second: string;
  haystack: string;
  place: [number, number] | null;
}

const PAGE = 1000;
const MOST = 20_000;
const SHOWN = 12;

const text = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? String(value) : "");

function entry(feature: GeoJSON.Feature): Entry {
  const fields = (feature.properties ?? {}) as Record<string, unknown>;
  const zh = text(fields["name_zh"]) || text(fields["name"]);
  const en = text(fields["name_en"]) || text(fields["name"]);
  const id = text(feature.id) || text(fields["id"]) || text(fields["facility_id"]);
  const place = (feature.geometry as GeoJSON.Geometry | null)?.type === "Point" ? ((feature.geometry as GeoJSON.Point).coordinates.slice(0, 2) as [number, number]) : null;
  const haystack = [id, ...Object.values(fields).filter((value) => typeof value === "string")].join(" ").toLowerCase();
  return { id: text(fields["id"]) || text(fields["facility_id"]) || id, title: name({ zh, en }), second: zh !== en ? name({ zh: en, en: zh }) : "", haystack, place };
}

/** Substances a facility holds, so that "chlorine" finds it. */
async function addSubstances(entries: Map<string, Entry>): Promise<void> {
  for (let offset = 0; offset < MOST; offset += PAGE) {
    const page = await getItems("hazard_unit", PAGE, offset);
    for (const feature of page.features) {
      const fields = (feature.properties ?? {}) as Record<string, unknown>;
      const found = entries.get(text(fields["facility_id"]));
      if (found) found.haystack += ` ${["substance_name", "substance_id", "substance_zh", "substance_en", "cas", "name"].map((key) => text(fields[key])).join(" ").toLowerCase()}`;
    }
    if (page.features.length < PAGE) return;
  }
}

async function readAll(): Promise<{ entries: Entry[]; capped: boolean }> {
  const entries = new Map<string, Entry>();
  let capped = true;
  for (let offset = 0; offset < MOST; offset += PAGE) {
    const page = await getItems("facility", PAGE, offset);
    for (const feature of page.features) entries.set(entry(feature).id, entry(feature));
    if (page.features.length < PAGE) {
      capped = false;
      break;
    }
  }
  await addSubstances(entries).catch(() => undefined);
  return { entries: [...entries.values()], capped };
}

const COORDINATES = /^\s*(-?\d+(?:\.\d+)?)\s*[,，\s]\s*(-?\d+(?:\.\d+)?)\s*$/;

function coordinates(query: string): [number, number] | null {
  const found = COORDINATES.exec(query);
  const [lon, lat] = [Number(found?.[1]), Number(found?.[2])];
  return found && Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? [lon, lat] : null;
}

export function searchBox(actions: SearchActions): HTMLElement {
  let index: Promise<{ entries: Entry[]; capped: boolean }> | null = null;
  const list = h("ul", { id: "found", role: "listbox", hidden: true });
  const input = h("input", { id: "search", type: "search", placeholder: t("search"), "aria-label": t("searchLabel"), autocomplete: "off", role: "combobox", "aria-controls": "found", "aria-expanded": "false" });
  let picked = -1;

  const close = (): void => {
    list.hidden = true;
    picked = -1;
    input.setAttribute("aria-expanded", "false");
  };
  const option = (title: string, second: string, act: () => void): HTMLElement =>
    h("li", { role: "option", click: () => { close(); act(); } }, h("b", {}, title), second && h("span", { class: "small" }, ` ${second}`));
  const show = (items: HTMLElement[]): void => {
    list.replaceChildren(...items);
    list.hidden = items.length === 0;
    picked = -1;
    input.setAttribute("aria-expanded", String(items.length > 0));
  };
  const mark = (step: number): void => {
    const options = [...list.querySelectorAll<HTMLElement>("[role=option]")];
    if (options.length === 0) return;
    picked = (picked + step + options.length) % options.length;
    options.forEach((each, position) => each.setAttribute("aria-selected", String(position === picked)));
    options[picked]?.scrollIntoView({ block: "nearest" });
  };
  const look = async (): Promise<void> => {
    const query = input.value.trim().toLowerCase();
    const place = coordinates(query);
    if (place) {
      show([option(`${t("goTo")} ${place[0]}, ${place[1]}`, "", () => actions.goTo(...place))]);
      return;
    }
    if (query === "") {
      close();
      return;
    }
    index ??= readAll();
    let all: { entries: Entry[]; capped: boolean };
    try {
      all = await index;
    } catch {
      index = null;
      show([h("li", { class: "small" }, t("unreachable"))]);
      return;
    }
    if (input.value.trim().toLowerCase() !== query) return;
    const words = query.split(/\s+/);
    const found = all.entries.filter((each) => words.every((word) => each.haystack.includes(word))).slice(0, SHOWN);
    const items = found.map((each) => option(each.title, each.second, () => actions.openFacility(each.id, each.place)));
    if (items.length === 0) items.push(h("li", { class: "small" }, t("searchNone")));
    if (all.capped) items.push(h("li", { class: "small" }, t("searchCapped", { n: all.entries.length })));
    show(items);
  };

  input.addEventListener("input", () => void look());
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      mark(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      const options = list.querySelectorAll<HTMLElement>("[role=option]");
      (options[picked] ?? options[0])?.click();
    } else if (event.key === "Escape") close();
  });
  input.addEventListener("blur", () => setTimeout(close, 200));
  return h("div", { class: "search" }, input, list);
}

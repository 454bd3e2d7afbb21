// The wind as a large compass: the knob stands where the wind comes from, the arrow blows through the
// middle. By mouse, finger or keyboard: arrows 5°, page keys to the next point of the compass.

import { t } from "../i18n";
import { point, windWords, wrap } from "./compass";

const SVG = "http://www.w3.org/2000/svg";
const STEP_DEG = 5;
const POINT_DEG = 22.5;
const KEYS: Record<string, number> = { ArrowRight: STEP_DEG, ArrowUp: STEP_DEG, ArrowLeft: -STEP_DEG, ArrowDown: -STEP_DEG };
const POINTS: Record<string, number> = { PageUp: 1, PageDown: -1 };

export interface Dial {
  element: SVGSVGElement;
  /** Shows a direction, or none, without telling anybody; `sure` is false for one that was not entered. */
  show: (fromDeg: number | null, sure: boolean) => void;
}

function node<K extends keyof SVGElementTagNameMap>(tag: K, attributes: Record<string, string | number>, ...children: (Node | string)[]): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

function rose(): SVGElement[] {
  const ticks = Array.from({ length: 16 }, (_, index) => node("line", {
    class: index % 4 === 0 ? "tick main" : "tick", x1: 0, x2: 0, y1: -88, y2: index % 2 === 0 ? -78 : -82, transform: `rotate(${index * POINT_DEG})`,
  }));
  const letters = [0, 90, 180, 270].map((deg) => {
    const [x, y] = [62 * Math.sin((deg * Math.PI) / 180), -62 * Math.cos((deg * Math.PI) / 180)];
    return node("text", { class: "letter", x, y, "text-anchor": "middle", "dominant-baseline": "central" }, point(deg));
  });
  return [node("circle", { class: "rim", r: 88 }), ...ticks, ...letters];
}

/** A dial; `changed` is told a new direction the wind comes from. */
export function windDial(changed: (fromDeg: number) => void): Dial {
  const arrow = node("g", { class: "wind" },
    node("path", { class: "shaft", d: "M-5-70H5V14H17L0 46-17 14H-5Z" }),
    node("circle", { class: "knob", cy: -78, r: 17 }),
    node("text", { class: "from", y: -78, "text-anchor": "middle", "dominant-baseline": "central" }, t("deskFromShort")));
  const element = node("svg", { class: "dial", viewBox: "-100 -100 200 200", role: "slider", tabindex: 0, "aria-label": t("deskWindFrom"), "aria-valuemin": 0, "aria-valuemax": 359 }, ...rose(), arrow);
  let shown = 0;
  const show = (fromDeg: number | null, sure: boolean): void => {
    shown = wrap(fromDeg ?? 0);
    element.classList.toggle("empty", fromDeg === null);
    arrow.setAttribute("transform", `rotate(${shown})`);
    arrow.querySelector("text")?.setAttribute("transform", `rotate(${-shown} 0 -78)`);
    element.classList.toggle("unsure", !sure);
    element.setAttribute("aria-valuenow", String(Math.round(shown)));
    element.setAttribute("aria-valuetext", fromDeg === null ? t("notKnown") : windWords(shown));
  };
  const turn = (fromDeg: number): void => {
    show(fromDeg, true);
    changed(shown);
  };
  element.addEventListener("keydown", (event) => {
    const step = KEYS[event.key];
    const points = POINTS[event.key];
    if (step === undefined && points === undefined && event.key !== "Home") return;
    event.preventDefault();
    if (step !== undefined) turn(shown + step);
    else if (points !== undefined) turn((Math.round(shown / POINT_DEG) + points) * POINT_DEG);
    else turn(0);
  });
  const toPointer = (event: PointerEvent): void => {
    const box = element.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left - box.width / 2, event.clientY - box.top - box.height / 2];
    if (Math.hypot(x, y) > 0.08 * box.width) turn(Math.round((Math.atan2(x, -y) * 180) / Math.PI / STEP_DEG) * STEP_DEG);
  };
  element.addEventListener("pointerdown", (event) => {
    element.setPointerCapture(event.pointerId);
    event.preventDefault();
    element.focus();
    toPointer(event);
  });
  element.addEventListener("pointermove", (event) => { if (element.hasPointerCapture(event.pointerId)) toPointer(event); });
  return { element, show };
}

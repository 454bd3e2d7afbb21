// An F-N curve in double logarithm with the lines of the law beside it, as SVG.

import { level, scientific } from "../format";
import { t } from "../i18n";
import type { CriterionPoint, FnPoint } from "./types";

const WIDTH = 420;
const HEIGHT = 340;
const EDGE = { left: 58, right: 26, top: 12, bottom: 46 };
/** The least that is drawn: rarer events do not decide anything. */
const LEAST_PER_YEAR = 1e-9;
const SVG = "http://www.w3.org/2000/svg";

type Scale = (value: number) => number;

function node(tag: string, attributes: Record<string, string | number>, ...children: (Node | string)[]): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

function scale(low: number, high: number, from: number, to: number): Scale {
  const [a, b] = [Math.log10(low), Math.log10(high)];
  return (value) => from + ((Math.log10(Math.max(value, Number.MIN_VALUE)) - a) / (b - a)) * (to - from);
}

const decades = (low: number, high: number): number[] =>
  Array.from({ length: Math.round(Math.log10(high / low)) + 1 }, (_, index) => low * 10 ** index);

const above = (value: number): number => 10 ** Math.ceil(Math.log10(value) - 1e-9);
const below = (value: number): number => 10 ** Math.floor(Math.log10(value) + 1e-9);

/** The chart of a curve; the axes hold the curve and the lines of the law, whole decades. */
export function fnChart(curve: FnPoint[], criteria: CriterionPoint[]): SVGElement {
  const shown = curve.filter((point) => point.f_per_year >= LEAST_PER_YEAR);
  const all: FnPoint[] = [...shown, ...criteria];
  const most = above(Math.max(1000, ...shown.map((point) => point.n)));
  const top = above(Math.max(1e-3, ...all.map((point) => point.f_per_year)));
  const bottom = Math.max(LEAST_PER_YEAR, below(Math.min(1e-8, ...all.map((point) => point.f_per_year))));
  const x = scale(1, most, EDGE.left, WIDTH - EDGE.right);
  const y = scale(bottom, top, HEIGHT - EDGE.bottom, EDGE.top);
  const chart = node("svg", { class: "fn-chart", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": words(shown) });
  chart.append(...grid(x, y, most, bottom, top), ...lines(criteria, x, y, most));
  if (shown.length > 0) chart.append(node("path", { class: "fn-curve", d: steps(shown, x, y, bottom), fill: "none" }));
  return chart;
}

function words(curve: FnPoint[]): string {
  const [first, last] = [curve[0], curve[curve.length - 1]];
  if (!first || !last) return t("societalNone");
  return t("societalChart", { n: Math.ceil(first.n), f: scientific(first.f_per_year), worst: Math.round(last.n) });
}

/** F holds from the point before to this one: the curve is a staircase that ends at the worst event. */
function steps(curve: FnPoint[], x: Scale, y: Scale, bottom: number): string {
  const at = (n: number, f: number): string => `${x(Math.max(n, 1)).toFixed(1)} ${y(f).toFixed(1)}`;
  let from = 1;
  const path = curve.map(({ n, f_per_year }, index) => {
    const stair = `${index === 0 ? "M" : "L"}${at(from, f_per_year)} L${at(n, f_per_year)}`;
    from = n;
    return stair;
  });
  return `${path.join(" ")} L${at(from, bottom)}`;
}

function grid(x: Scale, y: Scale, most: number, bottom: number, top: number): SVGElement[] {
  const upright = decades(1, most).flatMap((n) => [
    node("line", { class: "fn-grid", x1: x(n), x2: x(n), y1: EDGE.top, y2: HEIGHT - EDGE.bottom }),
    node("text", { class: "fn-tick", x: x(n), y: HEIGHT - EDGE.bottom + 17, "text-anchor": "middle" }, n < 1e5 ? String(n) : level(n)),
  ]);
  const level_ = decades(bottom, top).flatMap((f) => [
    node("line", { class: "fn-grid", x1: EDGE.left, x2: WIDTH - EDGE.right, y1: y(f), y2: y(f) }),
    node("text", { class: "fn-tick", x: EDGE.left - 6, y: y(f) + 5, "text-anchor": "end" }, level(f)),
  ]);
  const middle = (HEIGHT - EDGE.bottom + EDGE.top) / 2;
  return [
    ...upright,
    ...level_,
    node("text", { class: "fn-axis", x: (WIDTH + EDGE.left) / 2, y: HEIGHT - 6, "text-anchor": "middle" }, t("societalN")),
    node("text", { class: "fn-axis", x: 14, y: middle, "text-anchor": "middle", transform: `rotate(-90 14 ${middle})` }, t("societalF")),
  ];
}

/** A line of the law through its points; it ends where the standard's diagram ends. */
function lines(criteria: CriterionPoint[], x: Scale, y: Scale, most: number): SVGElement[] {
  const kinds = [...new Set(criteria.map((point) => point.line))];
  return kinds.map((kind) => {
    const points = criteria.filter((point) => point.line === kind && point.n <= most).sort((a, b) => a.n - b.n);
    const through = points.map((point) => `${x(point.n).toFixed(1)},${y(point.f_per_year).toFixed(1)}`);
    return node("polyline", { class: `fn-line ${kind}`, points: through.join(" "), fill: "none" });
  });
}

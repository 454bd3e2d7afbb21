// The commander's desk in real Chromium against the mock: what is asked, what is drawn, what is said
// when there is no answer.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { drawn, foreign, launch, openPage, rendered, screenOf, until } from "./support/browser.mjs";
import { facilities } from "./support/fixture.mjs";
import { startMock } from "./support/mock.mjs";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

/** A page with a server of its own; checks at the end that nothing went out and nothing was thrown. */
async function withDesk(options, work) {
  const mock = await startMock(0, { ready: true, edition: "mock-1" });
  const desk = options.desk ? `&desk=${encodeURIComponent(options.desk)}` : "";
  const page = await openPage(browser, mock.url, { ...options, lang: `${options.lang ?? "en"}${desk}` });
  try {
    await rendered(page, "facility");
    await work(page, mock.state, mock);
    assert.deepEqual(foreign(page, mock.url), [], "no request leaves the server");
    // A refusal is an answer; the browser tells of every one by itself.
    assert.deepEqual(page.complaints.filter((words) => !(options.refuses && /status of (400|500)/.test(words))), []);
  } finally {
    await page.context().close();
    await mock.close();
  }
}

const CHLORINE = "unit=F1-U1&event=instantaneous&wind=250,3,F,rural";
const PROPANE = "at=121.37,29.21&substance=propane&kind=liquid_vessel&mass_t=20&temperature_c=20&hole_mm=50&wind=200,4,D,urban";
const text = (page, selector) => page.locator(selector).first().innerText();
const done = (page) => page.waitForSelector("#desk-status.done");
const asked = (state) => state.incidents ?? [];
const last = (state) => asked(state).at(-1);

/** Mean direction of what is drawn, from the source, degrees. */
const towards = (page, layer = "desk-zone") => page.evaluate((id) => {
  const { map } = window.cordon;
  const [lon, lat] = map.getSource("desk-wind").serialize().data.features[0].geometry.coordinates;
  const corners = map.queryRenderedFeatures({ layers: [id] }).flatMap(({ geometry }) => geometry.coordinates.flat(geometry.type === "MultiPolygon" ? 2 : 1));
  const [x, y] = corners.reduce(([east, north], [a, b]) => [east + (a - lon) * Math.cos((lat * Math.PI) / 180), north + b - lat], [0, 0]);
  return ((Math.atan2(x, y) * 180) / Math.PI + 360) % 360;
}, layer);

/** Which zones are drawn: one that lies in several tiles counts once. */
const zones = (page, layer = "desk-zone") => page.evaluate((id) => {
  const { map } = window.cordon;
  return map.getLayer(id) ? [...new Set(map.queryRenderedFeatures({ layers: [id] }).map((feature) => feature.properties.id))] : [];
}, layer);
const zonesDrawn = (page, count, layer) => until(() => zones(page, layer), (found) => found.length === count);

const near = (value, wanted) => Math.abs(((value - wanted + 540) % 360) - 180) < 12;

test("from the button on the map to the zones of any place", () => withDesk({}, async (page, state) => {
  await page.click("#desk-open");
  assert.match(await text(page, "#desk-status"), /Still needed: a unit, or a place on the map, Substance/);
  assert.equal(await page.locator("#layers").isVisible(), false, "the desk takes the place of the layers");
  assert.equal(await drawn(page, "risk_bands"), 0, "risk bands would be taken for zones");
  const at = await screenOf(page, [121.4, 29.21]);
  await page.mouse.click(at.x, at.y);
  await page.fill("#desk-substance", "chlorine");
  await done(page);
  const inputs = last(state);
  assert.ok(Math.abs(inputs.place.lon_deg - 121.4) < 0.002 && Math.abs(inputs.place.lat_deg - 29.21) < 0.002, JSON.stringify(inputs));
  assert.deepEqual([inputs.substance, inputs.release, inputs.weather], ["chlorine", { kind: "known_rate", release_rate_kg_s: 1, duration_s: 600 }, { source: "station" }]);
  await zonesDrawn(page, 3);
  await zonesDrawn(page, 3, "desk-confidence");
  await rendered(page, "desk-wind");
  assert.equal(await page.locator(".desk-marker").count(), 1);
  assert.match(await text(page, "#desk-card"), /assumed, not measured/, "a wind nobody gave is never passed off as one");
  assert.match(await text(page, "#desk-ask"), /Assumed, not the wind now/);
  await page.fill("#desk-rate_kg_s", "2.5");
  await until(() => last(state).release.release_rate_kg_s, (rate) => rate === 2.5);
}));

test("a unit brings its place, substance and events; its card opens the desk", () => withDesk({}, async (page, state) => {
  const at = await screenOf(page, facilities[0].lonlat);
  await page.mouse.click(at.x, at.y);
  await page.locator(".unit .leak").first().click();
  await done(page);
  assert.deepEqual(last(state), { unit: "F1-U1", event: "instantaneous", weather: { source: "station" } });
  assert.match(await text(page, ".chosen"), /Haiming Chemical, Chlorine \[F1-U1\]/);
  await page.check("#desk-event [value=ten_millimetre_hole]");
  await until(() => last(state).event, (event) => event === "ten_millimetre_hole");
  await page.check("#desk-event [value=own]");
  await page.check("#desk-kind [value=liquid_vessel]");
  await page.fill("#desk-hole_mm", "25");
  await until(() => last(state).release?.hole_diameter_m, (hole) => hole === 0.025);
  assert.deepEqual(last(state).release, { kind: "liquid_vessel", mass_kg: 10_000, temperature_k: 293.15, hole_diameter_m: 0.025 });
  await page.click("#desk-drop-unit");
  await page.fill("#desk-unit", "F1-U3");
  await page.keyboard.press("Tab");
  await until(() => last(state).unit, (unit) => unit === "F1-U3");
}));

test("the wind turns and the zones follow", () => withDesk({ desk: CHLORINE }, async (page, state) => {
  await done(page);
  await rendered(page, "desk-zone", 3);
  assert.deepEqual(last(state).weather, { source: "given", wind_from_deg: 250, wind_speed_m_s: 3, stability: "F", terrain: "rural" });
  await until(() => towards(page), (deg) => near(deg, 70));
  await page.fill("#desk-wind-from", "90");
  await until(() => last(state).weather.wind_from_deg, (deg) => deg === 90);
  await until(() => towards(page), (deg) => near(deg, 270));
  assert.match(await text(page, ".wind-line"), /from E \(90°\), towards W/);
  await page.fill("#desk-wind-speed", "6");
  await page.selectOption("#desk-stability", "B");
  await page.check("#desk-terrain [value=urban]");
  await until(() => JSON.stringify(last(state).weather), (weather) => weather === JSON.stringify({ source: "given", wind_from_deg: 90, wind_speed_m_s: 6, stability: "B", terrain: "urban" }));
  await until(() => text(page, "#desk-zones [data-zone='toxic_cloud/aegl_3'] .number"), (reach) => reach.startsWith("650 m"));
}));

test("the dial turns by keyboard and by hand, and says where the wind comes from", () => withDesk({ desk: CHLORINE, lang: "zh" }, async (page, state) => {
  await done(page);
  const dial = page.locator(".dial");
  await dial.focus();
  assert.equal(await dial.getAttribute("role"), "slider");
  await page.keyboard.press("ArrowRight");
  await until(() => last(state).weather.wind_from_deg, (deg) => deg === 255);
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowLeft");
  await until(() => last(state).weather.wind_from_deg, (deg) => deg === 355);
  assert.equal(await dial.getAttribute("aria-valuetext"), "北风 355°，吹向南");
  await page.keyboard.press("PageUp");
  await page.keyboard.press("PageUp");
  await until(() => page.inputValue("#desk-wind-from"), (deg) => deg === "45");
  const box = await dial.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + 12);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 12, box.y + box.height / 2, { steps: 6 });
  await page.mouse.up();
  await until(() => last(state).weather.wind_from_deg, (deg) => deg === 90);
  assert.equal(await text(page, "#desk-wind-words"), "东风 90°，吹向西");
}));

test("by the station the dial shows what was taken; what is touched is given, the rest stays assumed", () => withDesk({ desk: "unit=F1-U1&event=instantaneous&wind=station" }, async (page, state) => {
  await done(page);
  await until(() => page.inputValue("#desk-wind-from"), (deg) => deg === "315");
  assert.ok(await page.locator(".dial.unsure").count(), "drawn as not entered");
  await page.locator(".dial").focus();
  await page.keyboard.press("ArrowRight");
  await until(() => JSON.stringify(last(state).weather), (weather) => weather === JSON.stringify({ source: "station", wind_from_deg: 320 }));
  await until(() => text(page, "#desk-card .mark.assumed"), (words) => words === "assumed, not measured: speed, sky");
  await page.fill("#desk-wind-speed", "4");
  await page.selectOption("#desk-stability", "E");
  await until(() => JSON.stringify(last(state).weather), (weather) => weather === JSON.stringify({ source: "given", wind_from_deg: 320, wind_speed_m_s: 4, stability: "E" }));
  assert.ok(await page.isChecked("#desk-wind-by [value=hand]"));
  await until(() => page.locator("#desk-card .mark.assumed").count(), (count) => count === 0);
}));

test("an older answer never overwrites a newer one", () => withDesk({ desk: CHLORINE }, async (page, state) => {
  await done(page);
  await rendered(page, "desk-zone", 3);
  state.slow = [2500, 0];
  await page.fill("#desk-wind-from", "0");
  await until(() => asked(state).length, (count) => count === 2);
  await page.waitForSelector("#desk-card.old"); // greyed while the answer lets wait
  assert.match(await text(page, "#desk-status"), /Computing/);
  await page.fill("#desk-wind-from", "180");
  await until(() => text(page, ".wind-line"), (words) => /from S \(180°\)/.test(words));
  await done(page);
  await new Promise((resolve) => setTimeout(resolve, 3000));
  assert.match(await text(page, ".wind-line"), /from S \(180°\)/);
  assert.ok(near(await towards(page), 0));
  assert.equal(await page.locator("#desk-card.old").count(), 0);
}));

test("a refused request says which field, and keeps the last answer marked as old", () => withDesk({ desk: "at=121.4,29.21&substance=chlorine&kind=known_rate&rate_kg_s=1&minutes=10&wind=250,3,F,rural", refuses: true }, async (page, state) => {
  await done(page);
  await rendered(page, "desk-zone", 3);
  await page.fill("#desk-rate_kg_s", "-1");
  await page.waitForSelector("#desk-problem");
  assert.match(await text(page, "#desk-problem [data-field='release.release_rate_kg_s']"), /Rate.*= -1\s*out of range · allowed: a finite number/s);
  assert.match(await text(page, "#desk-status"), /No new answer: the map shows the old one/);
  assert.match(await text(page, "#desk-card"), /OUT OF DATE/);
  assert.match(await text(page, "#desk-result"), /OUT OF DATE/);
  assert.equal(await page.evaluate(() => window.cordon.map.getPaintProperty("desk-zone", "fill-opacity")), 0.25, "faint");
  await page.click("#language");
  assert.match(await text(page, "#desk-card"), /已过时，不要据此行动/);
  await until(() => text(page, "#desk-problem"), (words) => /速率/.test(words) && /超出范围 · 允许：1e-6 至 100000.0/.test(words));
  await page.fill("#desk-rate_kg_s", "");
  await until(() => text(page, "#desk-status"), (words) => words === "还需要：速率");
  assert.ok(await page.locator("#desk-card.old").count(), "what is incomplete is not answered by an earlier answer");
  await page.fill("#desk-rate_kg_s", "1");
  await done(page);
  assert.equal(await page.locator("#desk-card.old, #desk-problem, .old-mark").count(), 0);
  state.broken = true;
  await page.fill("#desk-wind-speed", "4");
  await page.waitForSelector("#desk-problem");
  state.broken = false;
  await page.click("#desk-again");
  await done(page);
}));

test("effects, people, places, domino, time line and what is assumed", () => withDesk({ desk: PROPANE }, async (page) => {
  await done(page);
  await zonesDrawn(page, 6);
  assert.match(await text(page, "#desk-effects"), /Flash fire\s*about 1 in 10[\s\S]*Jet fire\s*about 3 in 10[\s\S]*Explosion\s*about 6 in 100/);
  assert.match(await text(page, "#desk-domino"), /Propane tank[\s\S]*12\.5 kW\/m²[\s\S]*190 m/);
  assert.match(await text(page, "#desk-timeline"), /10 min\s*the release ends/);
  await page.uncheck("[data-effect=explosion]");
  await zonesDrawn(page, 4);
  assert.ok(!(await text(page, "#desk-card")).includes("Explosion"));
  assert.equal(await page.locator("#desk-zones [data-zone]").count(), 6, "the list keeps what is not drawn");
  assert.equal(await page.locator("#desk-not-known li").first().isVisible(), false);
  await page.click("#desk-not-known summary");
  assert.match(await text(page, "#desk-not-known ul"), /no population grid/);
  await page.click("#desk-caveats summary");
  assert.match(await text(page, "#desk-caveats ul"), /flat ground/);
  await page.fill("#desk-wind-speed", "5");
  await until(() => text(page, ".wind-line"), (words) => /5 m\/s/.test(words));
  assert.ok(await page.locator("#desk-not-known li").first().isVisible(), "stays open when the answer changes");
}));

test("places inside are ringed and listed; a click flies there", () => withDesk({ desk: "unit=F1-U1&event=instantaneous&wind=275,3,F,rural" }, async (page) => {
  await done(page);
  const listed = await page.locator("#desk-places [data-place]").count();
  assert.ok(listed >= 2);
  await zonesDrawn(page, listed, "desk-place");
  await rendered(page, "desk-place-label");
  const row = await text(page, "#desk-places [data-place]");
  assert.match(row, /km · E/);
  assert.match(row, /\d+ min/);
  assert.match(row, /people: not known|people: [\d,]+/);
  assert.match(await text(page, ".headline"), /≥ [\d,]+ · 3 places without a number/);
  const zoom = await page.evaluate(() => window.cordon.map.getZoom());
  await page.locator("#desk-places .link").first().click();
  await until(() => page.evaluate(() => window.cordon.map.getZoom()), (value) => value >= 14.4 && value > zoom);
}));

test("both languages say all of it, and the address keeps the incident", () => withDesk({ desk: CHLORINE, lang: "zh" }, async (page, state) => {
  await done(page);
  assert.match(await text(page, "#desk-zones"), /危及生命/);
  assert.match(await text(page, "#desk-card"), /西西南风 250°，吹向东东北/);
  await page.click("#language");
  assert.match(await text(page, "#desk-zones"), /life-threatening/);
  for (const part of ["#desk-ask", "#desk-answer", "#desk-card"]) assert.doesNotMatch(await text(page, part), /[\u4e00-\u9fff]/, part);
  await page.fill("#desk-wind-from", "135");
  await until(() => last(state).weather.wind_from_deg, (deg) => deg === 135);
  await done(page);
  const before = JSON.stringify(last(state));
  const count = asked(state).length;
  await page.reload();
  await done(page);
  await until(() => asked(state).length, (now) => now > count);
  assert.equal(JSON.stringify(last(state)), before);
  await page.click("#desk-ask .close");
  assert.ok(!page.url().includes("desk="));
  assert.ok(await page.locator("#desk-open").isVisible());
  await zonesDrawn(page, 0);
  await rendered(page, "risk_bands");
}));

test("substances are offered by the server while they are typed: name in either language, CAS", () => withDesk({ desk: "at=121.4,29.21&kind=known_rate&rate_kg_s=1&minutes=10&wind=250,3,F,rural" }, async (page, state) => {
  const offered = () => page.locator("#desk-substances [role=option] b").allInnerTexts();
  await page.fill("#desk-substance", "7664");
  await until(offered, (names) => names.join() === "Ammonia");
  await page.fill("#desk-substance", "氯");
  await until(offered, (names) => names.length === 3);
  await page.focus("#desk-substance");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.locator("#desk-substances [aria-selected=true] b").innerText(), "Hydrogen chloride");
  assert.equal(await page.getAttribute("#desk-substance", "aria-activedescendant"), "desk-substance-1");
  await page.keyboard.press("Enter");
  await until(() => last(state)?.substance, (substance) => substance === "Hydrogen chloride");
  assert.equal(await page.locator("#desk-substances").isVisible(), false);
  await page.fill("#desk-substance", "vinyl");
  await page.locator("#desk-substances [data-id=vinyl-chloride]").click();
  assert.equal(await page.inputValue("#desk-substance"), "Vinyl chloride");
  await page.fill("#desk-substance", "chl");
  await page.waitForSelector("#desk-substances [role=option]");
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("#desk-substances").isVisible(), false);
  assert.ok(await page.locator("#desk").isVisible(), "Escape closes the list, not the desk");
}));

test("gas vessels and pipelines by hand, in the units of the process", () => withDesk({ desk: "at=121.4,29.21&substance=propane&kind=gas_vessel&volume_m3=20&pressure_mpa=2.5&temperature_c=20&hole_mm=25&wind=250,3,F,rural" }, async (page, state) => {
  await done(page);
  assert.deepEqual(last(state).release, { kind: "gas_vessel", volume_m3: 20, pressure_pa: 2_500_000, temperature_k: 293.15, hole_diameter_m: 0.025 });
  await page.check("#desk-kind [value=pipeline]");
  await until(() => last(state).release.kind, (kind) => kind === "pipeline");
  assert.deepEqual(last(state).release, { kind: "pipeline", pipe_diameter_m: 0.3, length_m: 8000, other_length_m: 8000, darcy_friction_factor: 0.012, pressure_pa: 2_500_000, temperature_k: 293.15 });
  await page.fill("#desk-pipe_hole_mm", "30");
  await until(() => last(state).release.hole_diameter_m, (hole) => hole === 0.03);
  assert.deepEqual([last(state).release.length_m, last(state).release.other_length_m], [16_000, undefined], "a hole is fed by both sides as one length");
  await page.fill("#desk-pipe_mm", "");
  await until(() => text(page, "#desk-status"), (words) => words === "Still needed: Inner diameter");
}));

test("what is assumed is folded away, shown with its unit, and can be replaced", () => withDesk({ desk: PROPANE }, async (page, state) => {
  await done(page);
  assert.equal(await page.locator("#desk-o-immediate_ignition_prob").isVisible(), false);
  await page.click("#desk-assumptions summary");
  assert.equal(await page.getAttribute("#desk-o-immediate_ignition_prob", "placeholder"), "0.3");
  assert.equal(await page.getAttribute("#desk-x-air_c", "placeholder"), "20");
  assert.equal(await page.locator("#desk-o-release_rate_kg_s").count(), 0, "what is computed is not assumed");
  await page.fill("#desk-o-immediate_ignition_prob", "0.9");
  await until(() => last(state).overrides?.[0]?.value, (value) => value === 0.9);
  await page.fill("#desk-x-air_c", "35");
  await page.fill("#desk-x-isolation_min", "5");
  await until(() => last(state).release.isolation_time_s, (time) => time === 300);
  assert.equal(last(state).weather.air_temperature_k, 308.15);
  await done(page);
  const before = JSON.stringify(last(state));
  const count = asked(state).length;
  await page.reload();
  await done(page);
  await until(() => asked(state).length, (now) => now > count);
  assert.equal(JSON.stringify(last(state)), before, "the address keeps them");
  await until(() => text(page, "#desk-assumptions summary"), (words) => /3 entered/.test(words));
  await page.check("#desk-kind [value=spill]");
  await until(() => last(state).release.kind, (kind) => kind === "spill");
  assert.equal(last(state).overrides, undefined, "figures of another release are put off");
  assert.equal(last(state).weather.air_temperature_k, 308.15);
}));

test("levels have the server's names and colours", () => withDesk({ desk: CHLORINE }, async (page) => {
  await done(page);
  const { levels } = JSON.parse(await readFile(new URL("./support/harm-levels.json", import.meta.url), "utf8"));
  const level = (id) => levels.find((each) => each.id === id);
  await rendered(page, "desk-zone-line", 3);
  const colours = await page.evaluate(() => Object.fromEntries(window.cordon.map.queryRenderedFeatures({ layers: ["desk-zone-line"] }).map(({ properties }) => [properties.level, properties.colour])));
  for (const id of ["aegl_1", "aegl_2", "aegl_3"]) assert.equal(colours[id], level(id).colour.day, id);
  assert.match(await text(page, "#desk-zones"), new RegExp(level("aegl_2").meaning.en));
  assert.match(await text(page, ".headline"), /AEGL-3/, "the worst is what endangers lives");
}));

test("the marker can be dragged", () => withDesk({ desk: CHLORINE }, async (page, state) => {
  await done(page);
  const box = await page.locator(".desk-marker").boundingBox();
  await page.mouse.move(box.x + 15, box.y + 15);
  await page.mouse.down();
  await page.mouse.move(box.x + 75, box.y + 45, { steps: 5 });
  await page.mouse.up();
  await until(() => last(state).place, Boolean);
  assert.equal(last(state).unit, "F1-U1", "beside the unit the place moves the release");
  assert.match(await text(page, "#desk-ask"), /Moved: not where the unit is on record/);
  await done(page);
}));

test("on a phone the desk leaves the map in sight", () => withDesk({ desk: CHLORINE, width: 390, height: 844, hasTouch: true }, async (page) => {
  await done(page);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
  await rendered(page, "desk-zone");
}));

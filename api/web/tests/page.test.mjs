// The page in real Chromium against the invented city: what is drawn, what is said, what it adds up to.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { mbtiles, pmtiles } from "./support/archives.mjs";
import { drawn, foreign, launch, openPage, rendered, screenOf, until } from "./support/browser.mjs";
import { counts, facilities, layers, riskAt } from "./support/fixture.mjs";
import { startMock } from "./support/mock.mjs";

let browser;
let mock;
const PLACE = [121.366, 29.216];

before(async () => {
  mock = await startMock();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await mock?.close();
});

/** A page of its own for each test; checks at the end that nothing went out and nothing was thrown. */
async function withPage(options, work) {
  const page = await openPage(browser, options.url ?? mock.url, options);
  try {
    await work(page);
    assert.deepEqual(foreign(page, options.url ?? mock.url), [], "no request leaves the server");
    if (!options.complains) assert.deepEqual(page.complaints, []);
  } finally {
    await page.context().close();
  }
}

const text = (page, selector) => page.locator(selector).first().innerText();

async function clickPlace(page, lonlat) {
  const at = await screenOf(page, lonlat);
  await page.mouse.click(at.x, at.y);
}

test("every layer of the city is drawn", () => withPage({}, async (page) => {
  await rendered(page, "facility", facilities.length);
  for (const id of Object.keys(layers)) {
    if (id === "hazard_unit") continue; // from zoom 13.5
    assert.ok((await rendered(page, id === "populated_place" ? "populated_place-dot" : id)) > 0, id);
  }
  await rendered(page, "risk-line");
  await rendered(page, "risk-label");
}));

test("units appear when zoomed in", () => withPage({ hash: `#14.5/${facilities[0].lonlat[1]}/${facilities[0].lonlat[0]}` }, async (page) => {
  assert.ok((await rendered(page, "hazard_unit")) >= 3);
}));

test("assessed, not assessed and inactive facilities have different symbols", () => withPage({}, async (page) => {
  await rendered(page, "facility", facilities.length);
  const states = await page.evaluate(() => window.cordon.map.listImages().filter((id) => id.startsWith("hazard/")).map((id) => id.split("/")[2]));
  assert.deepEqual([...new Set(states)].sort(), ["assessed", "inactive", "not"]);
}));

test("contour lines carry each level once and never the edge of a tile", () => withPage({}, async (page) => {
  await rendered(page, "risk-line");
  // tiles come one by one: the lines of the first are not all there will be
  const drawnLevels = () => page.evaluate(() => [...new Set(window.cordon.map.queryRenderedFeatures({ layers: ["risk-line"] }).map((feature) => feature.properties.per_year))].sort((a, b) => a - b));
  const levels = await until(drawnLevels, (found) => found.length >= 4);
  assert.deepEqual(levels, [3e-7, 3e-6, 1e-5, 3e-5]);
  const radii = await page.evaluate(() => window.cordon.map.queryRenderedFeatures({ layers: ["risk-line"] })
    .filter((feature) => feature.properties.per_year === 3e-6)
    .flatMap((feature) => feature.geometry.type === "MultiLineString" ? feature.geometry.coordinates.flat() : feature.geometry.coordinates)
    .filter(([lon]) => lon < 121.4)
    .map(([lon, lat]) => Math.hypot((lon - (121.4 - 4200 / (111320 * Math.cos(29.2 * Math.PI / 180)))) * 111320 * Math.cos(29.2 * Math.PI / 180), (lat - (29.2 + 800 / 111320)) * 111320)));
  const expected = 620 * Math.log(2e-4 / 3e-6); // m, where the fixture's exponential falls to the level
  assert.ok(radii.length > 20);
  for (const radius of radii) assert.ok(Math.abs(radius - expected) < 0.02 * expected, `${radius} against ${expected}`);
}));

test("counts, caveats and the demonstration mark stand beside the map", () => withPage({}, async (page) => {
  await rendered(page, "facility");
  assert.match(await text(page, "#demo"), /演示数据，并非真实地点/);
  const line = await text(page, "#strip .counts");
  assert.match(line, new RegExp(`已评估\\s*${counts.assessed}`));
  assert.match(line, new RegExp(`未评估\\s*${counts.not_assessed}`));
  await page.click("#caveats summary");
  const list = await text(page, "#caveats ul");
  assert.match(list, /代用值/);
  assert.match(list, /被动扩散/);
  assert.match(list, /记忆/);
}));

test("the legend has the legal levels with their mark of origin", () => withPage({ lang: "en" }, async (page) => {
  await rendered(page, "facility");
  const legend = await text(page, ".group.risk");
  for (const level of ["3×10⁻⁷", "3×10⁻⁶", "10⁻⁵", "3×10⁻⁵"]) assert.ok(legend.includes(level), level);
  assert.equal(await page.locator(".group.risk .bands .dagger").count(), 1);
  assert.match(await text(page, ".group.risk .mark.memory"), /recalled, not checked/);
}));

test("a click on a place gives its risk, and the parts add up to it within 1e-9", () => withPage({}, async (page) => {
  await rendered(page, "facility");
  await clickPlace(page, PLACE);
  await page.waitForSelector(".contributions");
  const shown = Number(await page.getAttribute(".figure", "data-value"));
  const parts = await page.locator(".contributions .part").evaluateAll((rows) => rows.map((row) => Number(row.dataset.value)));
  const listed = parts.reduce((a, b) => a + b, 0);
  assert.ok(shown > 0);
  assert.ok(Math.abs(listed - shown) <= 1e-9 * shown, `${listed} against ${shown}`);
  assert.ok(Math.abs(Number(await page.getAttribute(".sum", "data-value")) - shown) <= 1e-9 * shown);
  assert.match(await text(page, ".contributions .good"), /各项之和/);
  assert.match(await text(page, ".figure"), /^\d\.\d×10⁻[⁰¹²³⁴⁵⁶⁷⁸⁹]+ \/年$/);
  const shares = await page.locator(".contributions .part").evaluateAll((rows) => rows.map((row) => Number(row.dataset.value)));
  assert.deepEqual(shares.slice(0, 12), [...shares.slice(0, 12)].sort((a, b) => b - a), "ranked");
  await page.click(".contributions .link:text('列出全部')");
  assert.equal(await page.locator(".contributions .part").count(), riskAt(...PLACE).contributions.length);
}));

test("parts that do not add up are called out", async () => {
  const page = await openPage(browser, mock.url, { lang: "en" });
  await page.route("**/risk?*", async (route) => {
    const answer = await (await route.fetch()).json();
    answer.contributions.pop();
    answer.contributions[0].risk_per_year *= 1.5;
    await route.fulfill({ json: answer });
  });
  await rendered(page, "facility");
  await clickPlace(page, PLACE);
  await page.waitForSelector(".contributions .bad");
  assert.match(await text(page, ".contributions .bad"), /DO NOT ADD UP/);
  await page.context().close();
});

test("a place out of reach is not called safe", async () => {
  const page = await openPage(browser, mock.url, { lang: "en" });
  await page.route("**/risk?*", (route) => route.fulfill({ json: { lon_deg: 121, lat_deg: 29, risk_per_year: 0, contributions: [], counts } }));
  await rendered(page, "facility");
  await clickPlace(page, PLACE);
  await page.waitForSelector("#detail .figure");
  assert.match(await text(page, "#detail"), /No assessed unit reaches this place/);
  await page.unroute("**/risk?*");
  await page.route("**/risk?*", (route) => route.fulfill({ json: { lon_deg: 121, lat_deg: 29, risk_per_year: null, counts: {} } }));
  await clickPlace(page, [121.38, 29.226]);
  await until(() => text(page, "#detail .figure"), (figure) => figure === "not known");
  assert.match(await text(page, "#detail .counts"), /assessed not known/);
  await page.context().close();
});

test("a click on a facility tells what it holds and can do, and draws its zones", () => withPage({}, async (page) => {
  await rendered(page, "facility", facilities.length);
  await clickPlace(page, facilities[0].lonlat);
  await page.waitForSelector(".unit");
  const panel = await text(page, "#detail");
  assert.match(panel, /海明化工有限公司/);
  assert.match(panel, /5 t/);
  assert.match(panel, /代用数量/);
  assert.match(panel, /5\.0×10⁻⁷ \/年/);
  assert.match(panel, /凭记忆/);
  assert.match(panel, /频率 不详/, "a frequency that is not given is not known, not zero");
  assert.match(panel, /2\.4 km/);
  await page.click(".draw-zones");
  assert.ok((await rendered(page, "zone")) >= 2);
  await rendered(page, "zone-label");
  assert.match(await text(page, "#ring-note"), /风向不知道/);
}));

test("a unit that is not assessed says why", () => withPage({ lang: "en" }, async (page) => {
  await rendered(page, "facility", facilities.length);
  await clickPlace(page, facilities[8].lonlat);
  await page.waitForSelector(".unit.not");
  assert.match(await text(page, ".unit.not"), /substance not in the library/);
}));

test("the units that are not assessed are listed with the reason", () => withPage({ lang: "en" }, async (page) => {
  await rendered(page, "facility", facilities.length);
  await page.click("#list-not-assessed");
  await page.waitForSelector("table.not-assessed");
  const listed = () => page.locator("table.not-assessed tbody tr").count();
  assert.ok((await listed()) < counts.not_assessed, "a first page");
  while (await page.locator("#detail .more").count()) {
    const before = await listed();
    await page.click("#detail .more");
    await until(listed, (count) => count > before);
  }
  assert.equal(await listed(), counts.not_assessed);
  assert.match(await text(page, "#detail"), new RegExp(`${counts.not_assessed} of ${counts.not_assessed} listed`));
  assert.match(await text(page, "table.not-assessed"), /the quantity is not known/);
  await page.locator("table.not-assessed .link").first().click();
  await page.waitForSelector(".unit.not");
}));

test("the language switches, is remembered and stays in the address", () => withPage({}, async (page) => {
  await rendered(page, "facility");
  await page.click("#language");
  assert.match(await text(page, "#demo"), /demonstration, not a real place/);
  assert.match(page.url(), /lang=en/);
  await page.goto(mock.url);
  await rendered(page, "facility");
  assert.match(await text(page, "#demo"), /demonstration, not a real place/);
}));

test("Chinese names are drawn on the map without any glyph request", () => withPage({}, async (page) => {
  await rendered(page, "road-label");
  await rendered(page, "facility-label");
  const drawnNames = await page.evaluate(() => window.cordon.map.queryRenderedFeatures({ layers: ["facility-label"] }).map((feature) => feature.properties.name_zh));
  assert.ok(drawnNames.includes("海明化工有限公司"), drawnNames.join());
  assert.deepEqual(page.asked.filter((address) => /glyph|font|\.pbf/.test(address)), []);
}));

test("search finds by Chinese name, by substance and by coordinates, with the keyboard alone", () => withPage({}, async (page) => {
  await rendered(page, "facility");
  await page.fill("#search", "东湾");
  await page.waitForSelector("#found [role=option]");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".unit");
  assert.match(await text(page, "#detail h2"), /东湾油库/);
  await page.fill("#search", "chlorine");
  await until(() => page.locator("#found [role=option]").count(), (count) => count >= 2);
  await page.fill("#search", "121.366, 29.216");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".contributions");
}));

test("the centre of the map can be asked with the keyboard", () => withPage({ hash: "#13/29.226/121.38" }, async (page) => {
  await rendered(page, "risk_bands");
  await page.locator("#map canvas").first().focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector(".contributions");
  assert.match(await text(page, "#detail .where"), /29\.22600°N 121\.38000°E/);
}));

test("layers and risk can be taken off and made fainter", () => withPage({}, async (page) => {
  await rendered(page, "facility");
  await page.uncheck("[data-layer=facility]");
  await until(() => drawn(page, "facility"), (count) => count === 0);
  await page.locator(".slider input").fill("0.3");
  await until(() => page.evaluate(() => window.cordon.map.getPaintProperty("risk_bands", "fill-opacity")), (value) => value === 0.3);
  await page.uncheck("[data-layer=risk]");
  await until(() => drawn(page, "risk_bands"), (count) => count === 0);
}));

test("night display keeps the map and its symbols", () => withPage({}, async (page) => {
  await rendered(page, "facility");
  await page.click("#open-settings");
  await page.check("#night");
  await page.click("#settings .close");
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "night");
  await rendered(page, "facility", facilities.length);
}));

test("without a basemap of the operator's the settings say how to name one", () => withPage({ lang: "en" }, async (page) => {
  await rendered(page, "facility");
  await page.click("#open-settings");
  assert.match(await text(page, "#settings"), /cordon serve --basemap/);
  assert.equal(await page.locator("#settings input[type=url]").count(), 0);
}));

test("the operator's basemap on this server draws, and is taken again at the next start", async () => {
  const other = await startMock();
  other.state.basemap = { kind: "raster", address: `${other.url}basemap/{z}/{x}/{y}.png`, host: null };
  await withPage({ url: other.url, lang: "en" }, async (page) => {
    await rendered(page, "facility");
    await page.click("#open-settings");
    await page.click("#basemap-server");
    await until(() => page.asked.some((address) => /basemap\/\d+\/\d+\/\d+\.png/.test(address)), Boolean);
    assert.equal(await drawn(page, "road"), 0, "our own basemap makes room");
    assert.ok((await rendered(page, "facility")) > 0);
    assert.equal(await page.locator("#notice").isVisible(), false, "nothing leaves the server");
    await page.reload();
    await rendered(page, "facility");
    await until(() => page.evaluate(() => Boolean(window.cordon.map.getLayer("user-basemap"))), Boolean);
  });
  await other.close();
});

test("a web basemap says that places leave this machine, and only its server may be asked", async () => {
  const [city, web] = [await startMock(), await startMock()];
  const host = new URL(web.url).host;
  city.state.basemap = { kind: "raster", address: `${web.url}basemap/{z}/{x}/{y}.png`, host };
  city.state.origin = new URL(web.url).origin;
  web.state.open = true;
  const page = await openPage(browser, city.url, { lang: "en" });
  await rendered(page, "facility");
  await page.click("#open-settings");
  assert.match(await text(page, "#settings .warn"), new RegExp(`LEAVE THIS MACHINE and go to ${host}`));
  await page.click("#basemap-server");
  await until(() => web.state.requests?.some((address) => /basemap/.test(address)), Boolean);
  await until(() => text(page, "#notice"), (words) => words.includes(host));
  const refused = await page.evaluate((address) => fetch(address).then(() => "", (error) => error.name), mock.url);
  assert.equal(refused, "TypeError", "the policy lists one other server and no more");
  await page.context().close();
  await Promise.all([city.close(), web.close()]);
});

for (const [name, make] of [["grey.pmtiles", pmtiles], ["grey.mbtiles", mbtiles]]) {
  test(`a file of the user's own as basemap, read in the browser: ${name}`, () => withPage({ lang: "en" }, async (page) => {
    await rendered(page, "facility");
    await page.click("#open-settings");
    await page.setInputFiles("#basemap-file", { name, mimeType: "application/octet-stream", buffer: Buffer.from(await make()) });
    await until(() => page.evaluate(() => Boolean(window.cordon.map.getLayer("user-basemap")) && window.cordon.map.isSourceLoaded("user-basemap")), Boolean);
    assert.equal(await drawn(page, "road"), 0);
    assert.ok((await rendered(page, "facility")) > 0);
    await page.click("#open-settings");
    await page.click("#basemap-own");
    await rendered(page, "road");
  }));
}

test("a file that is no basemap is refused in words", () => withPage({ lang: "en" }, async (page) => {
  await rendered(page, "facility");
  await page.click("#open-settings");
  await page.setInputFiles("#basemap-file", { name: "empty.pmtiles", mimeType: "application/octet-stream", buffer: Buffer.from("nothing of the kind") });
  await until(() => text(page, "#settings .bad"), (words) => /cannot be opened/.test(words));
}));

test("a server with a token is opened with it, for this tab only", async () => {
  const guarded = await startMock();
  guarded.state.token = "a-token-of-some-length";
  const page = await openPage(browser, guarded.url, { lang: "en" });
  await page.waitForSelector("#token-input");
  assert.equal(await page.locator("#token-wrong").count(), 0);
  await page.keyboard.press("Escape");
  assert.ok(await page.locator("#token-input").isVisible(), "there is nothing behind the question");
  await page.click("#token [lang=zh]");
  assert.match(await text(page, "#token"), /需要访问令牌/);
  await page.fill("#token-input", "not-the-right-one");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#token-wrong");
  assert.match(await text(page, "#token-wrong"), /令牌不对/);
  await page.fill("#token-input", guarded.state.token);
  await page.click("#token-use");
  await rendered(page, "facility", facilities.length);
  await rendered(page, "risk-line");
  await clickPlace(page, PLACE);
  await page.waitForSelector(".contributions");
  await page.reload();
  await rendered(page, "facility", facilities.length);
  assert.ok(!page.asked.some((address) => address.includes(guarded.state.token)), "never in an address");
  assert.equal(await page.evaluate(() => JSON.stringify(localStorage)).then((kept) => kept.includes("token-of")), false);
  guarded.state.token = "another-token-altogether";
  await page.reload();
  await page.waitForSelector("#token-wrong");
  await page.context().close();
  await guarded.close();
});

test("risk still being computed is said, and the bands appear by themselves", async () => {
  const slow = await startMock(0, { ready: false, edition: "mock-2" });
  await withPage({ url: slow.url, lang: "en", complains: true }, async (page) => {
    await rendered(page, "facility");
    assert.match(await text(page, "#notice"), /still being computed/);
    await clickPlace(page, PLACE);
    await page.waitForSelector("#detail .busy");
    slow.state.ready = true;
    await rendered(page, "risk_bands");
    await page.waitForSelector(".contributions");
    assert.equal(await page.locator("#notice").isVisible(), false);
  });
  await slow.close();
});

test("a server that goes away is said to be gone, and found again", async () => {
  const brief = await startMock(0, { ready: false, edition: "mock-3" });
  const port = Number(new URL(brief.url).port);
  const page = await openPage(browser, brief.url, { lang: "en" });
  await rendered(page, "facility");
  await brief.close();
  await until(() => text(page, "#notice"), (words) => /cannot be reached/.test(words));
  const again = await startMock(port, { ready: true, edition: "mock-3" });
  await until(() => page.locator("#notice").isVisible(), (visible) => !visible);
  await page.context().close();
  await again.close();
});

test("on a phone the map, the counts and the answer fit", () => withPage({ width: 390, height: 844, hasTouch: true }, async (page) => {
  await rendered(page, "facility");
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
  assert.ok(await page.locator("#strip .counts").isVisible());
  await clickPlace(page, [121.366, 29.226]);
  await page.waitForSelector(".contributions");
  const panel = await page.locator("#detail").boundingBox();
  assert.ok(panel.height < 0.65 * 844, "the map stays in sight");
  assert.ok(await page.locator("#strip .counts").isVisible());
}));

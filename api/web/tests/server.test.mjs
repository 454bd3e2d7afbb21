// The page against the real server with the demonstration city. Runs when CORDON_URL names a running
// server, or CORDON_BIN a binary: that is started here with the city CORDON_DATA, by default the
// demonstration city, which the binary writes itself.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { foreign, launch, openPage, rendered, screenOf, until } from "./support/browser.mjs";

const given = process.env.CORDON_URL;
const binary = process.env.CORDON_BIN;
const skip = given || binary ? false : "set CORDON_URL or CORDON_BIN to test against the real server";

let url = given ? `${given.replace(/\/$/, "")}/` : "";
let data;
const servers = [];
let browser;
let page;
let city;

function start(bind, ...more) {
  servers.push(spawn(binary, ["serve", "--data", data, "--bind", bind, ...more], { stdio: ["ignore", "ignore", "inherit"] }));
}

const getJson = async (path) => (await fetch(url + path, { headers: { accept: "application/json" } })).json();
const answers = async () => { try { return (await fetch(`${url}health`)).ok; } catch { return false; } };

before(async () => {
  if (skip) return;
  if (binary && !given) {
    const bind = `127.0.0.1:${process.env.CORDON_PORT ?? 18099}`;
    url = `http://${bind}/`;
    data = process.env.CORDON_DATA ?? join(mkdtempSync(join(tmpdir(), "cordon-")), "anlan.gpkg");
    if (!process.env.CORDON_DATA) execFileSync(binary, ["synth", "--demo", "-o", data]);
    start(bind);
  }
  await until(answers, Boolean, 60_000);
  await until(() => getJson("city"), (answer) => answer.risk.ready, 120_000);
  city = await getJson("city");
  browser = await launch();
  page = await openPage(browser, url, { lang: "zh", width: 1100, height: 720 });
  await rendered(page, "facility", 1);
});
after(async () => {
  await browser?.close();
  await Promise.all(servers.filter((server) => server.exitCode === null).map((server) => {
    const gone = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGTERM");
    return gone;
  }));
});

// One page for all: opening a city costs the processor, which has to draw it, more than anything else.
const served = (name, work) => test(name, { skip }, async () => {
  await work(page);
  assert.deepEqual(foreign(page, url), [], "no request leaves the server");
  assert.deepEqual(page.complaints, []);
});

const layer = (id) => city.layers.find((each) => each.id === id);

/** A facility with its place, and whether all its units are assessed as the server tells it. */
async function someFacility() {
  const page = await getJson("collections/facility/items?limit=1000");
  for (const feature of page.features) {
    const detail = await getJson(`facilities/${encodeURIComponent(feature.id)}`);
    if (detail.units.some((unit) => unit.assessed && unit.events.some((event) => event.zones.length > 0))) return { feature, detail };
  }
  throw new Error("no facility with an assessed unit");
}

served("the real server: the city is drawn, with its risk", async () => {
  await rendered(page, "facility", 1);
  await rendered(page, "risk_bands");
  await rendered(page, "risk-line");
  for (const id of ["boundary", "water", "road"]) if (layer(id)?.count > 0) await rendered(page, id);
});

served("the real server: names, counts, caveats and the demonstration mark", async () => {
  await rendered(page, "facility", 1);
  assert.match(await page.title(), new RegExp(city.name.zh));
  assert.match(await page.locator("#strip .counts").innerText(), new RegExp(`已评估\\s*${city.counts.assessed.toLocaleString("en-US")}`));
  assert.equal(await page.locator("#demo").count(), city.demonstration ? 1 : 0);
  assert.ok((await page.locator("#caveats li").count()) > 0, "caveats of the city");
});

served("the real server: some facility is drawn as assessed", async () => {
  await rendered(page, "facility", 1);
  const states = await page.evaluate(() => window.cordon.map.listImages().filter((id) => id.startsWith("hazard/")).map((id) => id.split("/")[2]));
  assert.ok(states.includes("assessed"), states.join());
});

served("the real server: the risk at a place and who causes it add up within 1e-9", async () => {
  const { feature } = await someFacility();
  const [lon, lat] = feature.geometry.coordinates;
  const place = [lon + 0.003, lat + 0.002];
  await page.fill("#search", `${place[0]},${place[1]}`);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".contributions");
  const shown = Number(await page.getAttribute(".figure", "data-value"));
  const parts = await page.locator(".contributions .part").evaluateAll((rows) => rows.map((row) => Number(row.dataset.value)));
  const listed = parts.reduce((a, b) => a + b, 0);
  assert.ok(shown > 0 && Math.abs(listed - shown) <= 1e-9 * shown, `${listed} against ${shown}`);
  assert.equal(await page.locator(".contributions .good").count(), 1);
});

served("the real server: a click on a facility opens it, its zones can be drawn", async () => {
  const { feature, detail } = await someFacility();
  await rendered(page, "facility", 1);
  await page.evaluate((at) => window.cordon.map.jumpTo({ center: at, zoom: 13.2 }), feature.geometry.coordinates);
  await rendered(page, "facility", 1);
  const at = await screenOf(page, feature.geometry.coordinates);
  await page.mouse.click(at.x, at.y);
  await page.waitForSelector(".unit.assessed");
  assert.ok((await page.locator("#detail").innerText()).includes(detail.facility.name.zh || detail.facility.name.en));
  await page.locator(".draw-zones").first().click();
  assert.ok((await rendered(page, "zone")) > 0);
});

served("the real server: search finds a facility by name", async () => {
  const { detail } = await someFacility();
  await page.fill("#search", detail.facility.name.zh || detail.facility.name.en);
  await page.waitForSelector("#found [role=option]");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".unit");
});

served("the real server: what if it leaked now, and the zones follow the wind", async () => {
  const { detail } = await someFacility();
  const unit = detail.units.find((each) => each.assessed && each.events.some((event) => event.zones.length > 0));
  await page.goto(`${url}?lang=en&desk=${encodeURIComponent(`unit=${unit.unit_id ?? unit.id}&event=instantaneous&wind=station,station,station`)}`);
  await page.waitForSelector("#desk-status.done");
  assert.ok((await rendered(page, "desk-zone")) > 0);
  assert.match(await page.locator("#desk-card .mark.assumed").innerText(), /direction, speed, sky/);
  assert.ok((await page.locator("#desk-zones [data-zone]").count()) > 0);
  assert.ok((await page.locator("#desk-not-known li").count()) > 0, "what the data do not hold is told");
  for (const [deg, words] of [[270, /from W \(270°\), towards E/], [90, /from E \(90°\), towards W/]]) {
    await page.fill("#desk-wind-from", String(deg));
    await until(() => page.locator(".wind-line").innerText(), (line) => words.test(line));
    await page.waitForSelector("#desk-status.done");
  }
  assert.equal(await page.locator("#desk-card.old").count(), 0);
  await page.fill("#desk-place", "104.0, 39.6");
  await page.keyboard.press("Tab");
  await page.waitForSelector("#desk-status.done");
  await page.click("#desk-ask .close");
});

test("the real server: with a token the page loads, asks for it, and says when it is wrong", { skip: skip || (given ? "needs CORDON_BIN" : false) }, async () => {
  const token = "a-token-for-this-test-only";
  const file = join(mkdtempSync(join(tmpdir(), "cordon-")), "token");
  writeFileSync(file, `${token}\n`, { mode: 0o600 });
  const bind = `127.0.0.1:${Number(process.env.CORDON_PORT ?? 18099) + 1}`;
  start(bind, "--token-file", file);
  const guarded = `http://${bind}/`;
  await until(async () => { try { return (await fetch(`${guarded}health`)).ok; } catch { return false; } }, Boolean, 60_000);
  for (const path of ["city", "tiles/facility.json", "collections", "?f=json"]) assert.equal((await fetch(guarded + path)).status, 401, path);
  const guardedPage = await openPage(browser, guarded, { lang: "en" });
  await guardedPage.fill("#token-input", "not-the-right-token");
  await guardedPage.keyboard.press("Enter");
  await guardedPage.waitForSelector("#token-wrong");
  await guardedPage.fill("#token-input", token);
  await guardedPage.keyboard.press("Enter");
  await rendered(guardedPage, "facility", 1);
  await rendered(guardedPage, "risk_bands");
  assert.ok(!guardedPage.asked.some((address) => address.includes(token)), "never in an address");
  assert.deepEqual(foreign(guardedPage, guarded), []);
  await guardedPage.context().close();
});

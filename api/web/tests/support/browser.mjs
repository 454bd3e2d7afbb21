// Real Chromium for the tests, with no way out but the server under test.

import { chromium } from "playwright-core";

const FLAGS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-domain-reliability", "--disable-client-side-phishing-detection"];

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });

/** A page that records every address it asks for and everything it complains about. */
export async function openPage(browser, url, { lang = "zh", width = 1280, height = 800, hash = "", ...more } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: 1, ...more });
  context.setDefaultTimeout(120_000); // generous: CI draws with the processor alone
  const page = await context.newPage();
  page.asked = [];
  page.complaints = [];
  page.on("request", (request) => page.asked.push(request.url()));
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  page.on("console", (message) => { if (message.type() === "error") page.complaints.push(message.text()); });
  await page.goto(`${url}?lang=${lang}${hash}`);
  return page;
}

/** How many features of a layer are drawn just now. */
export const drawn = (page, layer) => page.evaluate((id) => {
  const map = window.cordon?.map;
  return map?.getLayer(id) ? map.queryRenderedFeatures({ layers: [id] }).length : 0;
}, layer);

/** Asks until `wanted` says yes. By hand, because the page's own policy forbids evaluated scripts. */
export async function until(question, wanted, timeoutMs = 120_000) {
  for (const end = Date.now() + timeoutMs; ; await new Promise((resolve) => setTimeout(resolve, 100))) {
    const answer = await question();
    if (wanted(answer)) return answer;
    if (Date.now() > end) throw new Error(`still ${JSON.stringify(answer)} after ${timeoutMs} ms: ${wanted}`);
  }
}

/** Waits until the map has drawn at least `least` features of a layer, and tells how many. */
export const rendered = (page, layer, least = 1) => until(() => drawn(page, layer), (count) => count >= least);

/** Where a place is on the page. */
export async function screenOf(page, lonlat) {
  return page.evaluate((at) => {
    const box = window.cordon.map.getCanvas().getBoundingClientRect();
    const point = window.cordon.map.project(at);
    return { x: box.left + point.x, y: box.top + point.y };
  }, lonlat);
}

/** Addresses outside the server under test; data and blob never leave the page. */
export const foreign = (page, url) => page.asked.filter((address) => /^https?:|^wss?:/.test(address) && new URL(address).origin !== new URL(url).origin);

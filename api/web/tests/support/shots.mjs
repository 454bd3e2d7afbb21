// Screenshots of the page, to be looked at: `node tests/support/shots.mjs OUT [URL]`

import { mkdirSync } from "node:fs";
import { launch, openPage, rendered, screenOf } from "./browser.mjs";
import { startMock } from "./mock.mjs";
import { facilities } from "./fixture.mjs";

const out = process.argv[2] ?? "/tmp/shots";
mkdirSync(out, { recursive: true });
const mock = await startMock();
const browser = await launch();
const shot = (page, name) => page.screenshot({ path: `${out}/${name}.png` });

for (const lang of ["zh", "en"]) {
  const page = await openPage(browser, mock.url, { lang });
  await rendered(page, "facility");
  await rendered(page, "risk_bands");
  await page.waitForTimeout(1500);
  await shot(page, `city-${lang}`);
  const where = await screenOf(page, [121.366, 29.216]);
  await page.mouse.click(where.x, where.y);
  await page.waitForSelector(".contributions");
  await page.waitForTimeout(600);
  await shot(page, `place-${lang}`);
  const facility = await screenOf(page, facilities[0].lonlat);
  await page.mouse.click(facility.x, facility.y);
  await page.waitForSelector(".unit");
  await page.click(".draw-zones");
  await page.waitForTimeout(1500);
  await shot(page, `facility-${lang}`);
  console.log(lang, page.complaints);
  await page.context().close();
}
const phone = await openPage(browser, mock.url, { width: 390, height: 844, hasTouch: true });
await rendered(phone, "facility");
await phone.waitForTimeout(1200);
await shot(phone, "phone");
const where = await screenOf(phone, [121.366, 29.226]);
await phone.mouse.click(where.x, where.y);
await phone.waitForSelector(".contributions");
await phone.waitForTimeout(600);
await shot(phone, "phone-place");
await browser.close();
await mock.close();

// The status page in a real browser. Time is the browser's, set by the tests; the
// screenshots in .build/page are for people to look at.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

import { Server } from "./server.js";
import { busy, now, quiet, reply, room } from "./statuses.js";

const pictures = fileURLToPath(new URL("../../.build/page/", import.meta.url));
const args = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

let browser;
let server;
let context;

before(async () => {
  await mkdir(pictures, { recursive: true });
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args });
});
after(() => browser?.close());
beforeEach(async () => {
  server = await Server.start();
});
afterEach(async () => {
  await context?.close();
  await server.stop();
});

/** The page of that status, opened at `now`; its time goes on only when a test says so. */
async function open(status, how = {}) {
  await server.show(status);
  context = await browser.newContext(how);
  const page = await context.newPage();
  page.complaints = [];
  page.on("console", (message) => page.complaints.push(message.text()));
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  if (how.javaScriptEnabled !== false) {
    await page.clock.install({ time: now - 60_000 });
    await page.clock.pauseAt(now);
  }
  await page.goto(server.url);
  return page;
}

/** Lets the page's time go on, and its refresh come in. */
async function refresh(page) {
  const came = page.waitForResponse(server.url);
  await page.clock.runFor(5_000);
  await (await came).finished();
}

const row = (page, name) => page.getByRole("row", { name });

test("a room's change from shadow to active shows without a reload", async () => {
  const page = await open(quiet({ mode: "active" }));
  await page.evaluate(() => { window.untouched = true; });
  await row(page, "#music:example.org").getByText("shadow", { exact: true }).waitFor();
  await server.show(quiet({ mode: "active", rooms: [room({ mode: "active", effectiveMode: "active" })] }));
  await refresh(page);
  await row(page, "#music:example.org").getByText("active", { exact: true }).waitFor();
  assert.equal(await page.evaluate(() => window.untouched), true);
});

test("the switch is told to screen readers when it changes", async () => {
  const page = await open(quiet());
  const line = page.locator("[aria-live=polite]");
  assert.match(await line.textContent(), /shadow nothing is posted/);
  await line.evaluate((element) => { element.kept = true; });
  await server.show(quiet({ mode: "active" }));
  await refresh(page);
  await line.getByText("replies are posted").waitFor();
  assert.equal(await line.evaluate((element) => element.kept), true);
  assert.equal(await page.title(), "musiclink: active");
});

test("a backoff counts down each second between two refreshes", async () => {
  const page = await open(quiet({ rooms: [room({ queue: 1, backoffUntil: now + 62_000 })] }));
  const held = row(page, "#music:example.org").locator(".held");
  assert.equal(await held.textContent(), "1 min 2 s");
  await page.clock.runFor(3_000);
  assert.equal(await held.textContent(), "59 s");
});

test("a clock that differs from the service's changes nothing", async () => {
  const status = quiet({ rooms: [room({ backoffUntil: now + 62_000 })] });
  const page = await open({ ...status, now: now + 50_000 });
  const held = row(page, "#music:example.org").locator(".held");
  await page.clock.runFor(1_000);
  assert.equal(await held.textContent(), "11 s");
});

test("a hostile title, alias or error is text, and no script runs", async () => {
  const attack = "<img src=x onerror=\"document.title='owned'\">";
  const escaped = attack.replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const page = await open(quiet({
    rooms: [room({ alias: "#" + attack, lastError: "</td><script>document.title='owned'</script>" })],
    replies: [
      reply(`<strong>${escaped}</strong><br><a href="https://www.deezer.com/track/1">Deezer</a>`),
      reply(`${attack}<script>document.title='owned'</script><a href="javascript:document.title='owned'">x</a>`),
      reply("", { content: { body: attack } }),
    ],
  }));
  await refresh(page);
  assert.equal(await page.title(), "musiclink: shadow");
  assert.equal(await page.locator("main img, main script").count(), 0);
  assert.equal(await page.locator(".replies strong").first().textContent(), attack);
  assert.equal(await page.locator(".message.plain").textContent(), attack);
  const links = page.locator(".replies a");
  assert.equal(await links.count(), 1);
  assert.equal(await links.getAttribute("href"), "https://www.deezer.com/track/1");
  assert.equal(await links.getAttribute("rel"), "noopener noreferrer");
  assert.deepEqual(page.complaints, []);
});

test("a script that came in all the same would not run", async () => {
  const page = await open(quiet());
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "document.title = 'owned'";
    document.body.append(script);
  });
  assert.equal(await page.title(), "musiclink: shadow");
  assert.match(page.complaints.join(), /Content Security Policy/);
});

test("it says so when the service does not answer, and when it does again", async () => {
  const page = await open(quiet());
  const silence = page.getByRole("alert");
  assert.equal(await silence.isVisible(), false);
  await page.route(server.url, (route) => route.abort());
  await page.clock.runFor(5_000);
  await silence.getByText("musiclink does not answer").waitFor();
  await page.unroute(server.url);
  await refresh(page);
  await silence.waitFor({ state: "hidden" });
});

test("a hidden tab asks nothing, and is up to date as soon as it is looked at", async () => {
  const page = await open(quiet());
  const hide = (hidden) => page.evaluate((value) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => value });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);
  let asked = 0;
  page.on("request", () => { asked += 1; });
  await hide(true);
  await page.clock.runFor(60_000);
  assert.equal(asked, 0);
  await server.show(quiet({ mode: "active" }));
  await hide(false);
  await page.getByText("replies are posted").waitFor();
  assert.equal(asked, 1);
});

test("without JavaScript it is complete, and reloads itself", async () => {
  const page = await open(busy(), { javaScriptEnabled: false });
  assert.equal(await row(page, "#music:example.org").locator(".held").textContent(), "3 min 20 s");
  await page.getByText("Bob Dylan \u2013 Like a Rolling Stone").waitFor();
  const meta = await page.locator("meta[http-equiv=refresh]").getAttribute("content");
  assert.equal(meta, "10");
});

test("everything that is wrong stands at the top", async () => {
  const page = await open(busy());
  const problems = page.getByRole("region", { name: "5 things want attention" });
  for (const part of ["configuration", "#backstage", "!31hneApxJ", "#soon", "tidal"])
    assert.match(await problems.textContent(), new RegExp(part));
});

test("it holds nothing that could change anything, and asks nobody else", async () => {
  const page = await open(busy());
  assert.equal(await page.locator("form, button, input, select, textarea, iframe").count(), 0);
  const hosts = await page.evaluate(() => performance.getEntriesByType("resource").map((each) => each.name));
  assert.deepEqual(hosts.filter((each) => !each.startsWith(server.url)), []);
  assert.deepEqual(page.complaints, []);
});

for (const [name, how] of Object.entries({
  light: { colorScheme: "light", viewport: { width: 1200, height: 900 } },
  dark: { colorScheme: "dark", viewport: { width: 1200, height: 900 } },
  "telephone-light": { colorScheme: "light", viewport: { width: 320, height: 640 }, deviceScaleFactor: 2 },
  "telephone-dark": { colorScheme: "dark", viewport: { width: 320, height: 640 }, deviceScaleFactor: 2 },
})) {
  test(`${name}: nothing sticks out, and every text has contrast enough`, async () => {
    const page = await open(busy(), how);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.equal(width, how.viewport.width);
    assert.deepEqual(await page.evaluate(faint), []);
    await page.screenshot({ path: `${pictures}${name}.png`, fullPage: true });
  });
}

test("a quiet service in shadow, for people to look at", async () => {
  const page = await open(quiet(), { viewport: { width: 1200, height: 900 } });
  await page.getByText("Nothing wants attention").waitFor();
  await page.screenshot({ path: `${pictures}quiet.png`, fullPage: true });
});

/** Runs in the page: the texts whose contrast is below 4.5 to 1 (WCAG 2, AA). */
function faint() {
  const parts = (colour) => colour.match(/[\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parts(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1)
        return colour;
    }
    return [255, 255, 255];
  };
  const texts = [...document.querySelectorAll("main *")].filter((element) =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()));
  return texts.filter((element) => {
    const [a, b] = [luminance(parts(getComputedStyle(element).color)), luminance(ground(element))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5;
  }).map((element) => element.textContent);
}

// `musiclink status` against a service that says what the tests want.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";

import { Server } from "./server.js";
import { quiet } from "./statuses.js";

const built = fileURLToPath(new URL("../../.build/release/actors/musiclink", import.meta.url));
const nobody = "127.0.0.1:1";

let server;
let folder;

beforeEach(async () => {
  server = await Server.start();
  folder = await mkdtemp(join(tmpdir(), "musiclink-status-"));
});
afterEach(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

function configuration(listen) {
  return JSON.stringify({
    matrix: {
      server: "https://matrix.example.org", userId: "@musiclink:example.org",
      accessTokenFile: "/nowhere/token", rooms: ["#music:example.org"],
    },
    admin: { listen },
  });
}

/** Runs the command with that file's text. */
async function status(text, options = [], environment = {}) {
  const file = join(folder, "musiclink.json");
  await writeFile(file, text);
  return new Promise((resolve) => {
    execFile(process.env.MUSICLINK_BINARY ?? built, ["status", "--config", file, ...options],
      { env: { ...process.env, ...environment } },
      (error, stdout, stderr) => resolve({ status: error?.code ?? 0, stdout, stderr }));
  });
}

const listen = () => new URL(server.url).host;

test("a service that syncs is shown, and the status is 0", async () => {
  await server.show(quiet());
  const shown = await status(configuration(listen()));
  assert.equal(shown.stderr, "");
  assert.equal(shown.status, 0);
  assert.match(shown.stdout, /^musiclink 0\.1\.0: shadow/);
  assert.match(shown.stdout, /#music:example\.org +shadow +ok/);
  assert.doesNotMatch(shown.stdout, /\x1b/);
});

test("--json prints the answer as it came", async () => {
  await server.show(quiet());
  const shown = await status(configuration(listen()), ["--json"]);
  assert.equal(shown.status, 0);
  assert.equal(shown.stdout, await (await fetch(server.url + "api/status")).text() + "\n");
});

test("a service that does not sync is shown with the reason, and the status is 69", async () => {
  await server.show(quiet({ sync: { state: "unauthorized", lastSuccess: null, problem: "the token is refused" } }));
  const shown = await status(configuration(listen()));
  assert.equal(shown.status, 69);
  assert.match(shown.stdout, /^1 problem:\n  sync: the token is refused\n/);
  assert.match(shown.stderr, /not ready: unauthorized: the token is refused/);
});

test("a service that is not there is 69, and the address is named", async () => {
  const shown = await status(configuration(nobody));
  assert.equal(shown.status, 69);
  assert.match(shown.stderr, /no status from 127\.0\.0\.1:1: .*is musiclink running/);
});

test("a service that listens on all addresses is asked on loopback", async () => {
  await server.show(quiet());
  assert.equal((await status(configuration(listen().replace("127.0.0.1", "0.0.0.0")))).status, 0);
});

test("no proxy of the environment is asked", async () => {
  await server.show(quiet());
  const proxies = { http_proxy: `http://${nobody}`, all_proxy: `http://${nobody}`, no_proxy: "" };
  assert.equal((await status(configuration(listen()), [], proxies)).status, 0);
});

test("an endpoint that is off is said to be off", async () => {
  const shown = await status(configuration("off"));
  assert.equal(shown.status, 69);
  assert.match(shown.stderr, /admin\.listen is "off"/);
});

test("a file that was broken since the start does not hide the service", async () => {
  await server.show(quiet());
  const broken = JSON.stringify({ ...JSON.parse(configuration(listen())), mode: "loud" });
  const shown = await status(broken);
  assert.equal(shown.status, 0);
  assert.match(shown.stdout, /#music:example\.org/);
  assert.match(shown.stderr, /has faults/);
});

test("a broken file with no service behind it is 78, each fault named", async () => {
  const broken = JSON.stringify({ ...JSON.parse(configuration(nobody)), mode: "loud" });
  const shown = await status(broken);
  assert.equal(shown.status, 78);
  assert.match(shown.stderr, /\/mode: /);
});

test("what is not musiclink is not taken for it", async () => {
  const { createServer } = await import("node:http");
  const other = createServer((_, answer) => answer.end("<html>hello</html>")).listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  const shown = await status(configuration(`127.0.0.1:${other.address().port}`));
  other.close();
  assert.equal(shown.status, 69);
  assert.match(shown.stderr, /not that of a musiclink/);
});

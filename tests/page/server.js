import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const built = fileURLToPath(new URL("../../.build/release/tests/status_page_server", import.meta.url));

/** A page server of its own, which shows what it is told. */
export class Server {
  static async start() {
    const process_ = spawn(process.env.STATUS_PAGE_SERVER ?? built, { stdio: ["pipe", "pipe", "inherit"] });
    const ended = once(process_, "exit").then(() => { throw new Error("the server ended"); });
    ended.catch(() => {});
    const [port] = await Promise.race([once(createInterface(process_.stdout), "line"), ended]);
    return new Server(process_, `http://127.0.0.1:${port}/`);
  }

  constructor(process_, url) {
    this.process = process_;
    this.url = url;
  }

  async show(status) {
    const answer = await fetch(this.url + "api/status", { method: "PUT", body: JSON.stringify(status) });
    if (!answer.ok)
      throw new Error("not a status: " + JSON.stringify(status));
  }

  async stop() {
    if (this.process.exitCode !== null)
      return;
    const ended = once(this.process, "exit");
    this.process.stdin.end();
    await ended;
  }
}

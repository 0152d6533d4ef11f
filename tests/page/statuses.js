// Services that the page is shown of, as /api/status describes them.

export const now = Date.UTC(2026, 6, 31, 12, 0, 0);

export function room(changes = {}) {
  return {
    roomId: "!music:example.org", alias: "#music:example.org", mode: "shadow",
    effectiveMode: "shadow", membership: "join", state: "ok", queue: 0, backoffUntil: null,
    sent: 0, shadowed: 12, failed: 0, lastError: null, ...changes,
  };
}

export function reply(html, changes = {}) {
  return {
    roomId: "!music:example.org", eventId: "$event", at: now - 42_000, posted: false,
    content: { msgtype: "m.notice", body: "plain", format: "org.matrix.custom.html", formatted_body: html },
    ...changes,
  };
}

export function quiet(changes = {}) {
  return {
    version: "0.1.0", now, startedAt: now - 3_900_000, mode: "shadow",
    config: { generation: 1, loadedAt: now - 3_900_000, lastError: null },
    sync: { state: "syncing", lastSuccess: now - 4_000, problem: null },
    store: { path: "/var/lib/musiclink", seenEvents: 128, outbox: 0 },
    rooms: [room()],
    resolvers: [{ type: "catalog", state: "ok", requests: 14, failures: 0, outlets: [] }],
    replies: [], parity: null, ...changes,
  };
}

const song = (head, ...links) =>
  `<strong>${head}</strong><br>` +
  links.map(([name, url]) => `<a href="${url}">${name}</a>`).join(" \u00b7 ");

// All that the page can show at once.
export function busy() {
  return quiet({
    mode: "active",
    config: {
      generation: 4, loadedAt: now - 7_200_000,
      lastError: "/matrix/rooms/2: must be a room id or alias, such as \"#music:example.org\"",
    },
    store: { path: "/var/lib/musiclink", seenEvents: 48211, outbox: 7 },
    rooms: [
      room({ mode: "active", effectiveMode: "active", sent: 318, queue: 2, backoffUntil: now + 200_000 }),
      room({ roomId: "!jazz:example.org", alias: "#jazz-und-experimentelle-musik:example.org", shadowed: 41 }),
      room({ roomId: "!wide:example.org", alias: "#\u97f3\u697d\u306e\u90e8\u5c4b:example.org", mode: "active",
        effectiveMode: "active", sent: 9, failed: 1, lastError: "M_TOO_LARGE: event too large" }),
      room({ roomId: "!secret:example.org", alias: "#backstage:example.org", mode: "active",
        effectiveMode: "active", state: "encrypted", shadowed: 0 }),
      room({ roomId: "!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM", alias: null, mode: "active",
        effectiveMode: "active", state: "forbidden", shadowed: 0, lastError: "M_FORBIDDEN: power level 0 < 50" }),
      room({ roomId: "!back:example.org", alias: "#catching-up:example.org", catchingUp: 1840, shadowed: 3 }),
      room({ roomId: null, alias: "#soon:example.org", membership: "leave", state: "notJoined", shadowed: 0 }),
    ],
    resolvers: [
      { type: "idonthavespotify", state: "limited", requests: 71, failures: 3, outlets: [
        { name: "idonthavespotify.example.org", state: "limited", requests: 71, failures: 3,
          requestsPerMinute: 5, waiting: 4, allowedAgain: now + 12_000 }] },
      { type: "catalog", state: "ok", requests: 402, failures: 9, outlets: [
        { name: "deezer", state: "ok", requests: 211, failures: 0, requestsPerMinute: 300, waiting: 0, allowedAgain: null },
        { name: "itunes", state: "ok", requests: 152, failures: 1, requestsPerMinute: 20, waiting: 0, allowedAgain: null },
        { name: "tidal", state: "open", requests: 39, failures: 8, requestsPerMinute: 30, waiting: 0, allowedAgain: now + 240_000 }] },
    ],
    replies: [
      reply(song("Bob Dylan \u2013 Like a Rolling Stone", ["Apple Music", "https://music.apple.com/us/song/1"],
        ["YouTube", "https://music.youtube.com/watch?v=a"], ["Deezer", "https://www.deezer.com/track/1"],
        ["TIDAL", "https://tidal.com/track/1"], ["Qobuz", "https://open.qobuz.com/track/1"]), { posted: true }),
      reply(song("Sigur R\u00f3s \u2013 Hopp\u00edpolla", ["Spotify", "https://open.spotify.com/track/2"]),
        { roomId: "!jazz:example.org", at: now - 900_000 }),
      reply(song("\u5b87\u591a\u7530\u30d2\u30ab\u30eb \u2013 First Love", ["Deezer", "https://www.deezer.com/track/3"]),
        { roomId: "!wide:example.org", at: now - 5_000_000, posted: true }),
    ],
    parity: {
      same: 117, differs: 2, onlyTheirs: 1, onlyOurs: 4, cases: [
        { kind: "onlyTheirs", roomId: "!jazz:example.org", eventId: "$older", at: now - 9_000_000, ours: [],
          theirs: ["https://open.spotify.com/track/5"] },
        { kind: "differs", roomId: "!music:example.org", eventId: "$newer", at: now - 600_000,
          ours: ["https://www.deezer.com/track/3135556", "https://music.apple.com/us/song/697195787"],
          theirs: ["https://www.deezer.com/track/3135556", "https://tidal.com/track/1781887"] }],
    },
  });
}

"""The transcript of scripts/demo: one link in shadow, one for real, as a person sees them."""

import argparse
import contextlib
import signal
import sys
import tempfile
import textwrap

from support.bot import BINARY, Bot
from support.homeserver import FakeHomeserver, Synapse
from support.person import Person

from stand_in_resolver import Song, StandInResolver  # on the path thanks to support

MADE_UP = (Song(1234).link(), Song(2718).link("deezer"))
REAL = (
    "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC",
    "https://www.deezer.com/track/3135556",
)


def step(text):
    print(f"\n── {text}", flush=True)


def tell(who, text):
    lines = textwrap.indent(text.strip(), "   " + " " * 12)
    print(f"   {who:<12}{lines.lstrip()}", flush=True)


class Stage:
    """Everything that the demo starts; all of it ends with the stack."""

    def __init__(self, stack, options):
        if options.homeserver == "fake":
            server = FakeHomeserver("musiclink", "alice", "music")
            bot_account, alice_account = server.bot, server.person
            self.name = "the fake homeserver of tests/support (Synapse needs root or sudo)"
        else:
            server = Synapse()
            bot_account = server.register("musiclink", unique=False)
            alice_account = server.register("alice", unique=False)
            self.name = "Synapse"
        stack.callback(server.stop)
        self.url = server.url
        self.alice = Person(server, alice_account)
        if options.homeserver == "fake":
            self.room = server.rooms["music"]
        else:
            self.room = self.alice.create_room(room_alias_name="music", name="Music")
        self.alias = f"#music:{alice_account.server_name}"
        if options.resolver:
            self.resolver_url, self.resolver_name = options.resolver, "as asked for"
        else:
            resolver = StandInResolver()
            stack.callback(resolver.stop)
            self.resolver_url = resolver.url
            self.resolver_name = "a stand-in that makes songs up"
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="musiclink-demo-"))
        self.bot = Bot(server, bot_account, self.resolver_url, folder)
        self.bot.config["mode"] = "shadow"
        self.bot.config["matrix"]["rooms"] = [self.alias]
        self.bot.config["log"]["level"] = "info"
        if options.resolver:
            self.bot.config["resolvers"][0]["requestsPerMinute"] = 5
        stack.callback(self.stop_bot)

    def stop_bot(self):
        if self.bot.running:
            self.bot.stop()

    def seen_of_bot(self):
        return self.alice.messages_of(self.bot.user_id, self.room)


def show(stage, links):
    alice, bot, room = stage.alice, stage.bot, stage.room
    step("Where")
    tell("homeserver", f"{stage.url}  {stage.name}")
    tell("room", stage.alias)
    tell("resolver", f"{stage.resolver_url}  {stage.resolver_name}")

    step("musiclink starts in shadow and joins its room")
    bot.start()
    alice.wait_for_membership(room, bot.user_id, "join")
    tell("room", f"{bot.user_id} has joined")

    step("A link in a thread: the reply is computed and not posted")
    root = alice.say(room, "What are you listening to?")
    tell("alice", "What are you listening to?")
    first = alice.say_in_thread(room, root, links[0])
    tell("└ alice", links[0])
    entry = bot.wait_for_entry(first)
    tell("journal", entry["content"]["body"])
    alice.sync(0)
    if stage.seen_of_bot():
        raise AssertionError("posted although in shadow")
    tell("room", "nothing from musiclink, as alice sees it")

    step("SIGUSR2: from now on for real")
    bot.switch("active")
    second = alice.say_in_thread(room, root, f"and this: {links[1]}")
    tell("└ alice", f"and this: {links[1]}")
    reply = alice.wait_for(lambda: next(iter(stage.seen_of_bot()), None), "musiclink's reply")
    tell("└ musiclink", reply["content"]["body"])
    relation = reply["content"]["m.relates_to"]
    if relation["event_id"] != root or relation["m.in_reply_to"]["event_id"] != second:
        raise AssertionError(f"not in the thread, or not in reply to alice: {relation}")
    tell("room", "seen by alice in her thread, in reply to her second link; the first one stays")
    tell("", "unanswered: the journal is never posted")


def keep(stage):
    account = stage.alice.account
    step("Everything stays up until Ctrl-C")
    tell("homeserver", stage.url)
    if account.password:
        tell("log in as", f"{account.user_id}  password {account.password}")
    else:
        tell("access token", f"{account.access_token}  of {account.user_id}")
    tell("room", stage.alias)
    tell("to shadow", f"kill -USR1 {stage.bot.pid}")
    tell("to active", f"kill -USR2 {stage.bot.pid}")
    tell("journal", f"{BINARY} shadow --config {stage.bot.config_file}")
    signal.pause()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--homeserver", choices=["synapse", "fake"], default="synapse")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--resolver", metavar="URL")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with contextlib.ExitStack() as stack:
        stage = Stage(stack, options)
        try:
            show(stage, REAL if options.resolver else MADE_UP)
        except AssertionError:
            print("\nWhat musiclink wrote:\n" + "".join(stage.bot.lines()), file=sys.stderr)
            raise
        if options.keep:
            with contextlib.suppress(KeyboardInterrupt):
                keep(stage)
        step("SIGTERM")
        tell("musiclink", f"ended with status {stage.bot.stop()}")
    print("\nDone; nothing is left running.")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\nInterrupted; nothing is left running.")

"""What tests start from that are about the world outside of the homeserver."""

import re

from support.case import Case
from support.world import RESOLVER_HOST, World


class WorldCase(Case):
    RESOLVERS = [
        {"type": "idonthavespotify", "url": f"https://{RESOLVER_HOST}", "requestsPerMinute": 60000},
        {"type": "catalog"},
    ]

    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.stop)
        super().setUp()
        self.bot.world = self.world
        self.bot.config["resolvers"] = [dict(resolver) for resolver in self.RESOLVERS]

    def links_of(self, reply):
        """Where the reply leads."""
        return set(re.findall(r'href="([^"]*)"', reply["content"]["formatted_body"]))

    def assert_leads_to(self, reply, song, *services):
        """The reply leads to this song on these services, and nowhere else."""
        links = {song.link(service).replace("/browse/", "/") for service in services}
        self.assertEqual(self.links_of(reply), links)

"""What `musiclink store` tells of the store, beside the service and after it."""

import json
import time
import unittest

from test_process import Service


class Failures(Service):
    room_is = "--silent-room"

    def failures(self, *options):
        result = self.run_command("store", "failures", *options, "--config", self.file)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def test_a_reply_that_was_given_up_is_told_with_its_reason(self):
        service = self.start()
        self.until_ready()
        self.assertEqual(self.failures(), "0 replies were given up\n")
        self.post_links(1)
        self.until(lambda: json.loads(self.failures("--json"))["failures"])
        beside_the_service = self.failures()
        self.end_in_time(service)
        self.assertEqual(self.failures(), beside_the_service)
        told, count = beside_the_service.splitlines()
        self.assertEqual(count, "1 reply was given up")
        [failure] = json.loads(self.failures("--json"))["failures"]
        self.assertEqual(failure["roomId"], self.room)
        self.assertLess(abs(time.time() - failure["at"] / 1000), 60)
        self.assertIn("may not send", failure["reason"])
        for text in (self.room, failure["eventId"], failure["reason"]):
            self.assertIn(text, told)
        self.until(lambda: not json.loads(self.failures("--json", "--since", "1s"))["failures"])

    def test_a_span_that_is_none_is_refused(self):
        self.write()
        result = self.run_command("store", "failures", "--since", "soon", "--config", self.file)
        self.assertEqual(result.returncode, 64)
        self.assertIn("--since", result.stderr)


if __name__ == "__main__":
    unittest.main()

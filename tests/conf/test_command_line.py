"""The manual page, the completion and the guide know the command line that the binary has."""

import functools
import re
import unittest

from support import BINARY, CONF, REPOSITORY, run, text

WORD = re.compile(r"^  (?P<name>[a-z][a-z-]*)(?: [A-Z].*)?  ", re.MULTILINE)
OPTION = re.compile(r"--[a-z][a-z-]+")


@functools.cache
def commands(*above):
    """Each command below this one, as a tuple of words, with the options of its --help."""
    shown = run(BINARY, *above, "--help")
    found = {above: frozenset(OPTION.findall(shown))}
    _, _, below = shown.partition("Subcommands:")
    for match in WORD.finditer(below):
        found |= commands(*above, match["name"])
    return found


ENVIRONMENT = {"PATH": "/usr/bin:/bin", "MANWIDTH": "1000", "LC_ALL": "C.UTF-8"}


def manual():
    return run("man", "--local-file", CONF / "musiclink.1", env=ENVIRONMENT)


def completions(*words):
    """What bash offers after these words."""
    script = """
      source "$1"; shift
      COMP_WORDS=(musiclink "$@") COMP_CWORD=$#
      _musiclink
      printf '%s\\n' "${COMPREPLY[@]}"
    """
    return set(run("bash", "-c", script, "-", CONF / "musiclink.bash", *words).split())


class CommandLine(unittest.TestCase):
    def test_the_manual_page_has_every_command_and_option(self):
        page = manual()
        for command, options in commands().items():
            if command in ((), ("store",)):  # no commands of their own
                continue
            with self.subTest(command=command):
                line = re.search(rf"^ +{' '.join(command)}\b.*$", page, re.MULTILINE)
                self.assertIsNotNone(line)
                for option in options - {"--help"}:
                    self.assertIn(option, line[0])

    def test_the_manual_page_is_clean(self):
        self.assertEqual(run("groff", "-man", "-Kutf8", "-ww", "-z", CONF / "musiclink.1"), "")
        shown = run("man", "--warnings", "--local-file", CONF / "musiclink.1", env=ENVIRONMENT)
        self.assertNotIn("warning", shown)

    def test_the_completion_offers_every_command_and_option(self):
        for command, options in commands().items():
            with self.subTest(command=command):
                below = {
                    other[-1] for other in commands() if other[:-1] == command and other != command
                }
                self.assertLessEqual(below | options, completions(*command, ""))

    def test_each_exit_status_and_signal_is_explained(self):
        header = (REPOSITORY / "core/edge/exit_status.hpp").read_text()
        statuses = re.findall(r"int \w+ = (\d+);", header)
        self.assertIn("78", statuses)
        for name, page in (("manual page", manual()), ("guide", text("README.md"))):
            for word in [*statuses, "SIGUSR1", "SIGUSR2", "SIGHUP", "SIGTERM", "SIGINT"]:
                with self.subTest(page=name, word=word):
                    self.assertRegex(page, rf"\b{word}\b")

    def test_the_guide_uses_commands_that_there_are(self):
        page = manual()
        used = re.findall(r"^.*\bmusiclink ([a-z][a-z-]+)(?= |$)(.*)$", guide_commands(), re.MULTILINE)
        self.assertGreater(len(used), 5)
        for command, arguments in used:
            with self.subTest(command=command, arguments=arguments):
                line = re.search(rf"^ +{command}\b.*$", page, re.MULTILINE)
                self.assertIsNotNone(line)
                for option in OPTION.findall(arguments.partition("#")[0]):
                    self.assertIn(option, line[0])


def guide_commands():
    """The lines of the guide's blocks of commands, continued ones joined."""
    blocks = re.findall(r"```sh\n(.*?)```", text("README.md"), re.DOTALL)
    lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
    return "\n".join(line for line in lines if not line.startswith(("kubectl", "docker")))


if __name__ == "__main__":
    unittest.main()

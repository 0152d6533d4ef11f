"""What musiclink is deployed with: compose file, Kubernetes objects, unit, scripts, versions."""

import pathlib
import re
import shutil
import tempfile
import unittest

import yaml

from kubernetes_fields import unknown_fields
from support import BINARY, CONF, REPOSITORY, run, text

IMAGE_USER = re.search(r"^USER (\d+):", text("Containerfile"), re.MULTILINE)[1]


def named(kind):
    objects = [one for one in yaml.safe_load_all(text("kubernetes.yaml")) if one["kind"] == kind]
    assert len(objects) == 1, kind
    return objects[0]


class Kubernetes(unittest.TestCase):
    def test_every_field_is_one_that_its_kind_has(self):
        for one in yaml.safe_load_all(text("kubernetes.yaml")):
            self.assertEqual(unknown_fields(one), [])

    def test_what_refers_to_something_finds_it(self):
        spec = named("StatefulSet")["spec"]
        pod = spec["template"]["spec"]
        container = pod["containers"][0]
        self.assertEqual(spec["replicas"], 1)
        self.assertEqual(spec["serviceName"], named("Service")["metadata"]["name"])
        labels = spec["template"]["metadata"]["labels"]
        self.assertEqual(spec["selector"]["matchLabels"], labels)
        self.assertEqual(named("Service")["spec"]["selector"], labels)
        volumes = {one["name"] for one in pod["volumes"]}
        volumes |= {one["metadata"]["name"] for one in spec["volumeClaimTemplates"]}
        self.assertEqual({one["name"] for one in container["volumeMounts"]}, volumes)
        ports = {one["name"]: one["containerPort"] for one in container["ports"]}
        self.assertEqual(ports, {"admin": 9110})
        for probe in ("livenessProbe", "readinessProbe"):
            self.assertIn(container[probe]["httpGet"]["port"], ports)
        config = next(one for one in pod["volumes"] if one["name"] == "config")
        self.assertEqual(config["configMap"]["name"], named("ConfigMap")["metadata"]["name"])

    def test_it_runs_as_the_user_of_the_image(self):
        rights = named("StatefulSet")["spec"]["template"]["spec"]["securityContext"]
        for key in ("runAsUser", "runAsGroup", "fsGroup"):
            self.assertEqual(str(rights[key]), IMAGE_USER)

    def test_the_configuration_is_valid_and_its_paths_are_mounted(self):
        config = named("ConfigMap")["data"]["musiclink.json"]
        mounts = named("StatefulSet")["spec"]["template"]["spec"]["containers"][0]["volumeMounts"]
        paths = {one["name"]: one["mountPath"] for one in mounts}
        token = f"{paths['token']}/token"
        self.assertIn(f'"accessTokenFile": "{token}"', config)
        self.assertIn(f'"stateStorePath": "{paths["state"]}"', config)
        with tempfile.TemporaryDirectory() as folder:
            there = pathlib.Path(folder) / "token"
            there.write_text("syt_token\n")
            file = pathlib.Path(folder) / "musiclink.json"
            file.write_text(config.replace(token, str(there)))
            run(BINARY, "check-config", "--config", file)


class Compose(unittest.TestCase):
    def test_docker_compose_accepts_it(self):
        with tempfile.TemporaryDirectory() as folder:
            conf = pathlib.Path(folder) / "conf"
            shutil.copytree(CONF, conf)
            (conf / "etc").mkdir(exist_ok=True)
            (conf / "etc" / "idonthavespotify.env").touch()
            shown = run("docker-compose", "-f", conf / "compose.yaml", "--profile", "try", "config")
        services = yaml.safe_load(shown)["services"]
        self.assertEqual(
            set(services), {"musiclink", "idonthavespotify", "synapse", "prometheus"}
        )
        self.assertTrue(services["musiclink"]["read_only"])
        self.assertEqual(services["prometheus"]["profiles"], ["try"])

    def test_prometheus_scrapes_the_port_of_the_service(self):
        scraped = yaml.safe_load(text("prometheus.yml"))["scrape_configs"][0]["static_configs"]
        self.assertEqual(scraped[0]["targets"], ["musiclink:9110"])


class Unit(unittest.TestCase):
    unit = text("musiclink.service")

    def test_its_exposure_is_low(self):
        command = ("systemd-analyze", "security", "--offline=yes", "--no-pager")
        shown = run(*command, CONF / "musiclink.service")
        figure = re.search(r"Overall exposure level for musiclink.service: ([\d.]+)", shown)
        print(f"\nunit: systemd-analyze security: {figure[1]} (0 is best, 10 worst)")
        self.assertLessEqual(float(figure[1]), 1.5)

    def test_it_is_understood(self):
        with tempfile.TemporaryDirectory() as folder:
            unit = pathlib.Path(folder) / "musiclink.service"
            lines = self.unit.replace("/usr/bin/musiclink", "/bin/true").splitlines(keepends=True)
            unit.write_text("".join(line for line in lines if "man:" not in line))
            self.assertEqual(run("systemd-analyze", "verify", "--man=no", unit), "")

    def test_a_crash_leaves_no_core_with_the_token_in_it(self):
        self.assertIn("\nLimitCORE=0\n", self.unit)

    def test_it_does_not_restart_what_a_restart_cannot_mend(self):
        self.assertIn("\nRestartPreventExitStatus=64 77 78\n", self.unit)


class Versions(unittest.TestCase):
    def test_all_name_the_version_of_the_project(self):
        project = (REPOSITORY / "CMakeLists.txt").read_text()
        version = re.search(r"project\(musiclink VERSION (\d+\.\d+\.\d+)", project)[1]
        self.assertIn(f"musiclink {version} ", run(BINARY, "version"))
        for name, form in (
            ("Containerfile", f"ARG VERSION={version}\n"),
            ("musiclink.1", f'"musiclink {version}"'),
            ("kubernetes.yaml", f"image: musiclink:{version}\n"),
        ):
            self.assertIn(form, text(name), name)
        newest = re.search(r"^## (\d\S*)", text("CHANGELOG.md"), re.MULTILINE)[1]
        self.assertEqual(newest, version)


class Scripts(unittest.TestCase):
    def test_shellcheck_is_content(self):
        places = [*(REPOSITORY / "scripts").iterdir(), *(REPOSITORY / ".ci").iterdir()]
        places += (CONF / "debian").iterdir()
        places += (REPOSITORY / "tests/hooks").iterdir()
        scripts = [one for one in places if re.match(r"#!.*sh\b", one.read_text())]
        self.assertGreater(len(scripts), 10)
        run("shellcheck", *scripts)
        run("shellcheck", "--shell=bash", CONF / "musiclink.bash")


if __name__ == "__main__":
    unittest.main()

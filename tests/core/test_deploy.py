"""What starts several replicas, with containers and without, agrees with the app and with itself."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from datetime import datetime
from pathlib import Path

import pytest
from honcho.printer import Message

from deploy import replicas
from pages.base import limits

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
PROCESS_MB = 800  # of the app itself: with a hundred visitors, and half as much again for what they brought
DOCKERFILE, COMPOSE, HAPROXY = ((DEPLOY / name).read_text() for name in ("Dockerfile", "compose.yaml", "haproxy.cfg"))


def test_every_variable_of_the_app_that_is_set_is_one_that_it_reads() -> None:
    code = "".join(
        path.read_text() for folder in ("logreg_core", "classroom", "pages") for path in (ROOT / folder).rglob("*.py")
    )
    for text in (DOCKERFILE, COMPOSE):
        named = set(re.findall(r"\bLOGREG_\w+", text))
        assert named
        assert not {name for name in named if f'"{name}"' not in code}


def test_haproxy_is_given_all_that_its_configuration_asks_for() -> None:
    asked = set(re.findall(r'"\$\{(\w+)\}"', HAPROXY)) - set(re.findall(r"defined\((\w+)\)", HAPROXY))
    assert asked == {"REPLICAS_AT", *(f"REPLICA_{name.upper()}" for name in replicas.NAMES)}
    assert all(f"{name}: " in COMPOSE for name in asked)
    told = (ROOT / "docs" / "operations.md").read_text()
    for name in set(re.findall(r"defined\((\w+)\)", HAPROXY)) - {"REPLICAS_BY_NAME"}:
        assert re.search(rf"^ +{name}:( #.*)?$", COMPOSE, re.M), f"{name} goes on as the environment has it"
        assert f"| `{name}` |" in told
    assert re.findall(r"^    server (\w+) .* cookie (\w+)$", HAPROXY, re.M) == [(name, name) for name in replicas.NAMES]


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"REPLICAS_BY_NAME": "1", "REPLICA_TWO": "nobody.invalid:1"},
        {"REPLICAS_BEHIND": "10.0.0.0/8 fd00::/8", "REPLICAS_MOST": "300"},
    ],
)
def test_haproxy_can_read_its_configuration(more: dict[str, str]) -> None:
    try:
        haproxy = replicas.find("haproxy")
    except replicas.CannotStart as why:
        pytest.skip(str(why))
    places = {"REPLICAS_AT": "127.0.0.1:3", "REPLICA_ONE": "127.0.0.1:1", "REPLICA_TWO": "127.0.0.1:2", **more}
    command = [haproxy, "-c", "-f", str(DEPLOY / "haproxy.cfg")]
    checked = subprocess.run(command, env=places, capture_output=True, text=True, timeout=60)
    assert checked.returncode == 0, checked.stderr


def test_each_replica_has_a_port_of_its_own_for_prometheus(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def ports() -> list[str | None]:
        found = replicas.processes(":1", (), tmp_path)
        return [found[name][1].get("LOGREG_METRICS_PORT") for name in replicas.NAMES]

    monkeypatch.setattr(replicas, "find", lambda *names: names[0])
    monkeypatch.setenv("LOGREG_METRICS_PORT", "9100")
    assert ports() == ["9100", "9101"]
    monkeypatch.setenv("LOGREG_METRICS_PORT", "many")  # which each of them refuses in its own words
    assert ports() == ["many", "many"]
    monkeypatch.delenv("LOGREG_METRICS_PORT")
    assert ports() == [None, None]


def test_the_replicas_share_a_secret_and_a_valkey_that_is_started_where_none_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(replicas, "find", lambda *names: names[0])
    for named in ("", "valkey://there"):
        monkeypatch.setenv("LOGREG_SHARED", named) if named else monkeypatch.delenv("LOGREG_SHARED", raising=False)
        found = replicas.processes(":1", (), tmp_path)
        assert set(found) == {"haproxy", *replicas.NAMES, *([] if named else ["valkey"])}
        one, two = (found[name][1] for name in replicas.NAMES)
        assert {name for name in one if one[name] != two[name]} == {"PORT"}
        assert len(one["STREAMLIT_SERVER_COOKIE_SECRET"]) >= 32
        assert one["LOGREG_SHARED"] == (named or f"unix://{tmp_path}/valkey.sock")
        assert found["haproxy"][1]["REPLICA_TWO"] == f"127.0.0.1:{two['PORT']}"


def test_no_secret_has_a_value_and_none_may_be_missing() -> None:
    secrets = re.findall(r"\$\{(LOGREG_KEY|COOKIE_SECRET|VALKEY_PASSWORD)(.*?)\}", COMPOSE)
    assert {name for name, _ in secrets} == {"LOGREG_KEY", "COOKIE_SECRET", "VALKEY_PASSWORD"}
    assert all(rest.startswith(":?") for _, rest in secrets)
    ignored = subprocess.run(["git", "check-ignore", "-q", "deploy/.env"], cwd=ROOT, timeout=60)
    assert ignored.returncode in (0, 128), "where it lies in a repository, that does not take it"


def test_the_image_holds_all_that_the_app_imports_and_runs_as_nobody_special() -> None:
    copied = {
        word.rstrip("/") for line in re.findall(r"^COPY (?!--)(.*) \S+$", DOCKERFILE, re.M) for word in line.split()
    }
    assert all((ROOT / name).exists() for name in copied)
    rules = re.findall(r"^([^#\n].*)$", (DEPLOY / "Dockerfile.dockerignore").read_text(), re.M)
    let_in = {rule.removeprefix("!") for rule in rules if rule.startswith("!")}
    assert all(any(Path(name).match(each) for each in let_in) for name in copied)
    assert all(any(Path(name).match(each) for name in copied) for each in let_in), "nothing else"
    # The last rule that fits holds: nothing, then what is copied, of that nothing hidden, but one file.
    assert rules[0] == "*"
    assert set(rules[rules.index("**/.*") :]) == {"**/.*", "**/__pycache__", "!.streamlit/config.toml"}
    tree = ast.parse((ROOT / "streamlit_app.py").read_text())
    modules = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    own = {module.split(".")[0] for module in modules if (ROOT / module.split(".")[0]).is_dir()}
    assert own <= copied
    assert {"streamlit_app.py", "requirements.txt", ".streamlit/config.toml"} <= copied
    *_, last = DOCKERFILE.split("\nFROM ")
    assert re.search(r"^USER ([1-9]\d+):\1$", last, re.M)
    assert "/_stcore/health" in last


def test_every_container_may_do_little_and_only_the_proxy_is_reached_from_outside() -> None:
    for rule in (
        "read_only: true",
        "cap_drop: [ALL]",
        'security_opt: ["no-new-privileges:true"]',
        "mem_limit: ",
        "pids_limit: ",
        "logging: *bounded",
    ):
        assert COMPOSE.count(f"\n  {rule}") + COMPOSE.count(f"\n    {rule}") == 3, f"{rule}: replicas, Valkey, HAProxy"
    services = dict(re.findall(r"^  (\w+):\n((?:    .*\n)+)", COMPOSE[COMPOSE.index("\nservices:") :], re.M))
    networks = {
        name: set(re.findall(r"[\w-]+", text.split("networks: [")[1].split("]")[0])) for name, text in services.items()
    }
    assert networks.keys() == {*replicas.NAMES, "shared", "proxy"}
    inside = set(re.findall(r"^  ([\w-]+): \{internal: true\}$", COMPOSE, re.M))
    assert [name for name, among in networks.items() if among - inside] == ["proxy"]
    assert [name for name, text in services.items() if "ports:" in text] == ["proxy"]
    assert not networks["one"] & networks["two"], "a replica does not find the other"
    assert all(networks[name] <= networks["proxy"] & networks["shared"] for name in replicas.NAMES)


def test_a_replica_has_the_memory_for_all_that_its_limits_let_it_start() -> None:
    given = re.search(r"mem_limit: \$\{REPLICA_MEMORY:-(\d+)g\}", COMPOSE)
    folder = re.search(r"tmpfs: /tmp:size=(\d+)m,mode=1777,noexec,nosuid,nodev$", COMPOSE, re.M)
    programs = re.search(r"LOGREG_PROGRAMS: \$\{LOGREG_PROGRAMS:-(\d+)\}", COMPOSE)
    reader, program = (
        max(map(int, re.findall(r"(\d+) MB each", limit.about))) for limit in (limits.readers, limits.programs)
    )
    assert given
    assert folder
    assert programs
    children = limits.readers.default * reader + int(programs[1]) * program
    assert 1024 * int(given[1]) - children - int(folder[1]) >= PROCESS_MB


def test_as_json_each_line_of_each_process_is_an_object(capsys: pytest.CaptureFixture[str]) -> None:
    for line in (b"[WARNING] Server app/one is DOWN.\n", b"\n", '{"message": "as it was"}\n'):
        replicas.AsJson().write(Message("line", line, datetime(2026, 1, 2), "haproxy", None))
    said = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [each["message"] for each in said] == ["[WARNING] Server app/one is DOWN.", "as it was"]
    assert said[0].keys() == {"time", "level", "logger", "message"}
    assert said[0]["logger"] == "haproxy"
    assert not re.search(r"^ +log ", HAPROXY, re.M), "it says on standard error already what becomes of replicas"

"""The app for a Wi-Fi without internet: https, with its address as a QR code; `make class`."""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import mkdtemp

import psutil

from pages.base.qr import QrCode

from .certificate import certificate_for, fingerprint

APP = Path(__file__).parents[2] / "streamlit_app.py"
FOLDER = Path.home() / ".one-neuron" / "class"  # files of the certificate
HERE = ("localhost", "127.0.0.1")
NOT_WIFI = ("docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "tun", "tap", "utun", "wg")  # phones cannot reach it
WARNING = """\
The browser will warn. The certificate was made on this computer, and nobody vouches for it; the line is encrypted all
the same. Chrome: Advanced, Proceed. Firefox: Advanced, Accept. Safari: Show Details, visit this website. It is
the right computer where the browser shows this SHA-256:
{}
Browsers give a camera only to pages that come by https, or from the same computer (localhost).
"""
PLAIN = "Without https no phone gives this page its camera. All else works, and no browser warns.\n"


def main(arguments: Sequence[str]) -> None:
    """Print the app's address for phones, and serve it until Ctrl-C. Unknown arguments go to `streamlit run`."""
    parser = argparse.ArgumentParser(prog="python -m pages.server.wifi", description=__doc__)
    parser.add_argument("--port", type=int, default=8501)
    parser.add_argument("--plain", action="store_true", help="http instead of https, so without cameras")
    ours, others = parser.parse_known_args(arguments)
    own = addresses()
    scheme = "http" if ours.plain else "https"
    options = {
        "server.address": "0.0.0.0",
        "server.port": ours.port,
        "server.headless": "true",
        "browser.serverAddress": own[0] if own else HERE[0],  # else Streamlit would ask the internet
    }
    warning = PLAIN
    if not ours.plain:
        certificate, key = _certificate([*own, *HERE])
        options |= {"server.sslCertFile": certificate, "server.sslKeyFile": key}
        warning = WARNING.format(fingerprint(certificate))
    sys.stdout.write(where([f"{scheme}://{each}:{ours.port}" for each in own]) + warning)
    sys.stdout.flush()
    command = [sys.executable, "-m", "streamlit", "run", str(APP)]
    command += [*(f"--{name}={value}" for name, value in options.items()), *others]
    if os.name == "nt":  # there, `execv` ends this program, and the console does not wait for the new one
        sys.exit(subprocess.call(command))
    os.execv(sys.executable, command)


def addresses() -> list[str]:
    """Return the IPv4 addresses by which other computers may reach this one, the most likely first."""
    up = {name for name, state in psutil.net_if_stats().items() if state.isup and not name.startswith(NOT_WIFI)}
    usable = [
        each.address
        for name, several in sorted(psutil.net_if_addrs().items())
        for each in several
        if name in up and each.family == socket.AF_INET and not each.address.startswith("127.")
    ]
    likeliest = _on_the_way_out()
    return sorted(usable, key=lambda address: (address != likeliest, address.startswith("169.254.")))  # link-local


def where(urls: Sequence[str]) -> str:
    """Return the text with the addresses, the first one also as a QR code."""
    if not urls:
        return (
            "This computer is in no network: join the Wi-Fi, then start again. Until then it serves itself alone.\n\n"
        )
    first, *others = urls
    also = f"Or, where that leads nowhere: {', '.join(others)}\n" if others else ""
    return (
        f"\nPhones in the same Wi-Fi open {first}\n\n{QrCode(first).blocks}\n{also}"
        "Open that address on this computer too, not localhost: links and QR codes of the app begin as the address\n"
        "does by which it was opened. Ctrl-C ends it.\n\n"
    )


def _certificate(names: Sequence[str]) -> tuple[Path, Path]:
    try:
        return certificate_for(names, FOLDER)
    except OSError:  # no writable home folder
        return certificate_for(names, Path(mkdtemp()))


def _on_the_way_out() -> str:
    """Return the address of this computer towards the network, if any. Sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect(("192.0.2.1", 9))  # a reserved address
        except OSError:
            return ""
        return str(asked.getsockname()[0])


if __name__ == "__main__":
    main(sys.argv[1:])

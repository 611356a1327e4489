"""Certificates for tests: a CA, one for each side, and a stranger."""

from __future__ import annotations

from pathlib import Path

import trustme

from tests.live.open_vswitch import OpenVSwitch


class PKI:
    """A CA with a certificate for the controller and one for the switch, as files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ca, self.other_ca = trustme.CA(), trustme.CA()
        self.ca.cert_pem.write_to_path(str(folder / "ca.pem"))
        self.other_ca.cert_pem.write_to_path(str(folder / "other-ca.pem"))
        self.issue(self.ca, "controller", "controller.example")
        self.issue(self.ca, "switch", "switch.example")
        self.issue(self.other_ca, "stranger", "stranger.example")

    def issue(self, ca: trustme.CA, name: str, host: str) -> None:
        issued = ca.issue_cert(host, common_name=name)
        issued.private_key_pem.write_to_path(str(self.folder / f"{name}.key"))
        issued.cert_chain_pems[0].write_to_path(str(self.folder / f"{name}.pem"))

    def options(self, *, ca: str = "ca") -> list[str]:
        """The controller's TLS options."""
        files = {"cert": "controller.pem", "key": "controller.key", "ca": f"{ca}.pem"}
        return [word for what, name in files.items() for word in (f"--tls-{what}", str(self.folder / name))]


def set_ssl(ovs: OpenVSwitch, pki: PKI, name: str, ca: str = "ca") -> None:
    ovs.vsctl("set-ssl", *(str(pki.folder / file) for file in (f"{name}.key", f"{name}.pem", f"{ca}.pem")))

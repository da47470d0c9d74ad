"""A time-stamp authority of a test's own, made by openssl and gone with its folder."""

import subprocess
from pathlib import Path

CONFIG = """
[tsa]
default_tsa = own
[own]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
certs = ca.pem
default_policy = 1.2.3.4
signer_digest = sha256
digests = sha1, sha256
ess_cert_id_chain = no
clock_precision_digits = 3
"""
KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]


class Authority:
    """Its certificates lie in `certificates`; `stamp` answers a request."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        (folder / "ts.cnf").write_text(CONFIG)
        (folder / "serial").write_text("01")
        (folder / "use").write_text("extendedKeyUsage=critical,timeStamping\n")
        root = ["-keyout", "ca.key", "-subj", "/CN=CA", "-days", "2", "-out", "ca.pem"]
        self._run("req", "-x509", *KEY, *root)
        self._run("req", *KEY, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=TSA")
        given = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "use"]
        self._run("x509", "-req", "-in", "tsa.csr", *given, "-out", "tsa.pem")

    @property
    def certificates(self) -> Path:
        return self.folder / "ca.pem"

    def stamp(self, request: bytes) -> bytes:
        (self.folder / "asked.tsq").write_bytes(request)
        self._run("ts", "-reply", "-config", "ts.cnf", "-queryfile", "asked.tsq", "-out", "told.tsr")
        return (self.folder / "told.tsr").read_bytes()

    def _run(self, *asked: str) -> None:
        command = ["openssl", *asked]
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True)  # noqa: S603 - a test's own

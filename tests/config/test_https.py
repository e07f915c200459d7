"""The web server itself speaks HTTPS where it is given a certificate; phones need it."""

import ssl
import subprocess
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from django.core.exceptions import ImproperlyConfigured

from config import environment
from config.environment import Https
from config.running import up
from config.servers.places import ROOT
from config.servers.refusal import Refused
from tests.config.test_running import PLAIN, port

__all__ = ["port"]


def make(folder: Path, name: str, form: PrivateFormat = PrivateFormat.PKCS8) -> Https:
    """A certificate of one's own for 127.0.0.1, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    us = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    built = x509.CertificateBuilder().subject_name(us).issuer_name(us).public_key(key.public_key())
    built = built.serial_number(x509.random_serial_number()).add_extension(here, critical=False)
    built = built.not_valid_before(now).not_valid_after(now + timedelta(days=1))
    made = Https(folder / f"{name}.crt", folder / f"{name}.key")
    made.certificate.write_bytes(built.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))
    made.key.write_bytes(key.private_bytes(Encoding.PEM, form, NoEncryption()))
    return made


def test_without_a_certificate_it_is_plain(monkeypatch):
    monkeypatch.delenv("DOORSTEP_CERT", raising=False)
    monkeypatch.delenv("DOORSTEP_KEY", raising=False)

    assert environment.https() is None


@pytest.mark.parametrize("missing", ["DOORSTEP_CERT", "DOORSTEP_KEY"])
@pytest.mark.parametrize("value", ["", "/nowhere/x.pem"])
def test_one_without_the_other_is_refused_by_name(monkeypatch, tmp_path, missing, value):
    given = make(tmp_path, "own")
    monkeypatch.setenv("DOORSTEP_CERT", str(given.certificate))
    monkeypatch.setenv("DOORSTEP_KEY", str(given.key))
    monkeypatch.setenv(missing, value)

    with pytest.raises(ImproperlyConfigured, match=missing):
        environment.https()


def test_a_key_of_another_certificate_is_refused_in_words(tmp_path):
    own, other = make(tmp_path, "own"), make(tmp_path, "other")

    with pytest.raises(Refused, match="do not belong together"):
        up.usable(Https(own.certificate, other.key))


def test_an_old_form_of_key_is_told_how_to_be_mended(tmp_path):
    with pytest.raises(Refused, match="openssl pkcs8"):
        up.usable(make(tmp_path, "old", PrivateFormat.TraditionalOpenSSL))


@pytest.mark.parametrize(
    ("host", "scheme", "origin", "is_said"),
    [
        ("127.0.0.1", "http", "", False),
        ("0.0.0.0", "http", "", True),
        ("192.168.1.5", "http", "http://192.168.1.5", True),
        ("0.0.0.0", "http", "https://doorstep.example.cn", False),
        ("0.0.0.0", "https", "", False),
    ],
)
def test_what_phones_miss_is_said_where_they_miss_it(
    monkeypatch, tmp_path, capsys, host, scheme, origin, is_said
):
    monkeypatch.setenv("DOORSTEP_ORIGIN", origin)

    up.greet(tmp_path, host, 8000, scheme)

    printed = capsys.readouterr().out
    assert f"{scheme}://" in printed
    assert ("will not work offline" in printed) is is_said


def test_the_web_server_speaks_https(tmp_path, port):
    own = make(tmp_path, "own")
    web = up.the_children("127.0.0.1", port, up.usable(own))[0]
    trusting = ssl.create_default_context(cafile=str(own.certificate))
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trusting)
    )
    variables = {"DOORSTEP_DATA": str(tmp_path / "data"), "DOORSTEP_CERT": str(own.certificate)}
    variables |= {"DOORSTEP_KEY": str(own.key), "DOORSTEP_TESTING": "1"}
    process = subprocess.Popen(web.command, cwd=ROOT, env={**PLAIN, **variables})
    try:
        assert answer(opener, f"https://127.0.0.1:{port}/healthz") == 200
    finally:
        process.terminate()
        process.wait(30)


def answer(opener: urllib.request.OpenerDirector, address: str) -> int:
    for _ in range(200):
        try:
            with opener.open(address, timeout=5) as told:
                return int(told.status)
        except OSError:
            time.sleep(0.1)
    return 0

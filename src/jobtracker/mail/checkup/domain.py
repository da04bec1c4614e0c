"""What the world is told of a domain that mails come from: SPF, DKIM, DMARC, and where answers go."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer, Resolver

from jobtracker.mail.checkup.finding import Finding

PATIENCE = 4.0
"""Seconds for DNS to answer."""
SELECTORS = (
    "default",
    "dkim",
    "mail",
    "google",
    "selector1",
    "selector2",
    "k1",
    "k2",
    "s1",
    "s2",
    "mxvault",
    "fm1",
    "pm",
)
"""Under which DKIM's keys often stand. The right one stands in the mail alone."""
Ask = Callable[[str, str], Sequence[str]]
"""The records of a name, of a kind; none if there are none. Raises DNSException if nobody can say."""


def ask_dns(name: str, kind: str) -> Sequence[str]:
    """Ask this machine's DNS."""
    resolver = Resolver()
    resolver.lifetime = PATIENCE
    try:
        found = resolver.resolve(name, kind)
    except (NXDOMAIN, NoAnswer):
        return ()
    if kind == "TXT":
        return [b"".join(record.strings).decode("utf-8", "replace") for record in found]
    return [record.to_text() for record in found]


def of_domain(domain: str, ask: Ask = ask_dns) -> Iterator[Finding]:
    """What mails from this domain are judged by."""
    for step, look in (("SPF", _spf), ("DKIM", _dkim), ("DMARC", _dmarc), ("MX", _mx)):
        try:
            yield look(domain, ask)
        except (DNSException, OSError) as error:
            where = {"DKIM": f"SELECTOR._domainkey.{domain}", "DMARC": f"_dmarc.{domain}"}.get(step, domain)
            said = f"DNS could not be asked ({type(error).__name__})"
            yield Finding("unknown", step, said, f"look yourself: dig {'MX' if step == 'MX' else 'TXT'} {where}")


def _spf(domain: str, ask: Ask) -> Finding:
    found = [text for text in ask(domain, "TXT") if text.lower().split(" ")[0] == "v=spf1"]
    if not found:
        fix = f'publish a TXT record at {domain}: "v=spf1 a mx include:(your mail server\'s) ~all"'
        return Finding("wrong", "SPF", f"{domain} does not say who may send for it", fix)
    if len(found) > 1:
        return Finding("wrong", "SPF", f"{domain} has {len(found)} SPF records, which counts as none", "leave one")
    if found[0].lower().rstrip().endswith("+all"):
        return Finding("doubtful", "SPF", found[0], "everybody may send for it: end with ~all or -all")
    return Finding("good", "SPF", found[0], "your mail server has to be among these")


def _dkim(domain: str, ask: Ask) -> Finding:
    found = [each for each in SELECTORS if any("p=" in text for text in ask(f"{each}._domainkey.{domain}", "TXT"))]
    if found:
        fix = "the test mail has to arrive with dkim=pass under Authentication-Results"
        return Finding("good", "DKIM", f"there is a key under {', '.join(found)}._domainkey.{domain}", fix)
    fix = (
        "have your mail server sign, and publish its key; if it does already (dkim=pass under Authentication-Results in"
        " the test mail), all is well"
    )
    return Finding("unknown", "DKIM", "no key under any of the usual names", fix)


def _dmarc(domain: str, ask: Ask) -> Finding:
    parts = domain.split(".")
    for name in (domain, ".".join(parts[-2:])):
        for text in ask(f"_dmarc.{name}", "TXT"):
            if text.lower().replace(" ", "").startswith("v=dmarc1"):
                return Finding("good", "DMARC", f"{name}: {text}")
    fix = f'publish a TXT record at _dmarc.{domain}: "v=DMARC1; p=none; rua=mailto:postmaster@{domain}"'
    return Finding("wrong", "DMARC", f"{domain} has none, and large mail services want one", fix)


def _mx(domain: str, ask: Ask) -> Finding:
    found = sorted(ask(domain, "MX"))
    if found and found != ["0 ."]:
        return Finding("good", "MX", f"answers and bounces go to {', '.join(found[:3])}")
    fix = "bounces come to JOBTRACKER_MAIL_FROM: it should be an address that takes mails"
    return Finding("doubtful", "MX", f"{domain} takes no mails", fix)

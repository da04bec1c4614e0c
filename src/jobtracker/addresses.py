"""Which network addresses may be fetched: public ones, so that no careers URL reaches into somebody's own network."""

from __future__ import annotations

import ipaddress

_EMBEDS_IPV4 = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))
"""NAT64, 6to4, Teredo: a private IPv4 address may hide in them."""


def is_public(host_ip: str) -> bool:
    """True if an IP address, as text, is one of the open internet; False too for whatever is no address.

    The text is what a resolver or a socket gives. Forms such as 2130706433 or 0x7f.1, which only some resolvers take
    for addresses, are none here.
    """
    try:
        address = ipaddress.ip_address(host_ip.strip("[]").partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(str(address.ipv4_mapped))
        if address.is_site_local or any(address in network for network in _EMBEDS_IPV4):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def is_address(host: str) -> bool:
    """True of the host of a URL that is an IP address, not a name."""
    try:
        ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return False
    return True


def network_of(address: str) -> str:
    """Who is counted as one, by the address a request comes from.

    An IPv6 address stands for its /64: whoever has one has all of them. One that a socket for both kinds writes for an
    IPv4 address (::ffff:192.0.2.1) stands for that one, or all of them would be one.
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:100]
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.IPv6Network((parsed, 64), strict=False))

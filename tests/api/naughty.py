"""A thousand strings that programs have broken on, written or put together for this project."""

from __future__ import annotations

from itertools import chain, product

SQL = [
    "'", '"', "`", "';--", "' OR '1'='1", '" OR ""="', "1; DROP TABLE listing;--", "1 UNION SELECT * FROM company",
    "' UNION SELECT NULL,NULL,NULL--", "admin'--", "') OR ('a'='a", "1' AND SLEEP(5)#", "'; SELECT pg_sleep(5);--",
    "' AND 1=CAST((SELECT version()) AS int)--", "\\'", "\\", "\\\\", "%", "_", "%%", "a%'", "100%", "\\%\\_",
    "' || (SELECT 1) || '", "/* */", "--", "#", "0x27", "CHAR(39)", ":name", ":1", "$1", "?", "%s", "%(name)s", "{0}",
    "@@version", "ATTACH DATABASE 'x' AS y", "LOAD_FILE('/etc/passwd')", "'\"`", "';EXEC xp_cmdshell('dir')--",
]  # fmt: skip
FULL_TEXT = [
    "&", "|", "!", "<->", ":*", "a & b", "a | !b", "(a", "a)", "a:*b", "a <-> b", "+a -b", "+", "-", "*", "a*", "*a",
    '"', '"a', 'a"', '""', '"a b"*', "NEAR(a b)", "a NEAR/2 b", "NOT", "AND", "OR", "NOT NOT a", "a OR", "OR a",
    "a AND OR b", "(((((((((a", "()", "( )", "title:", "title:()", "title:title:a", "-", "--a", "-(a)", "-()", "a -",
    "^a", "{a b}", "rowid:1", "tokens:a", "a@@b", "@", "~a", "<a", ">a", "a-b-c", "C++", "C#", ".NET", "R&D",
    "Node.js", "w_engineer", "fc_acme", "!?", "....", "' '", "::", "a::b", "\u201cquoted\u201d", "-\u201ea\u201c",
]  # fmt: skip
HTML = [
    "<script>alert(1)</script>", '"><script>alert(1)</script>', "'><img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "<iframe src=javascript:alert(1)>",
    "<a href='data:text/html,x'>x</a>", "</title><script>alert(1)</script>", "<!--", "-->", "<![CDATA[", "]]>",
    "<?xml version='1.0'?>", "&lt;script&gt;", "&#x3C;script&#x3E;", "&#0;", "&nbsp;", "<style>@import'//x'</style>",
    "<b", "<", ">", "<>", "</", "<math><mtext>", '<img src=1 href=1 onerror="javascript:alert(1)">',
    "<details open ontoggle=alert(1)>", "<base href=//x>", "<form action=//x><input name=a>",
    "<template><script>alert(1)</script></template>", "\\u003cscript\\u003e",
    "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", "vbscript:x", "<object data=x>",
    "<embed src=x>",
]  # fmt: skip
PATHS = [
    "../", "../../../../etc/passwd", "..\\..\\windows\\win.ini", "....//....//etc/passwd", "%2e%2e%2f", "..%c0%af",
    "/etc/passwd", "file:///etc/passwd", "C:\\", "\\\\host\\share", "CON", "NUL", "aux.txt", ".", "..", "/", "//", "~",
    "~root", ".git/config", ".env", "%00.html", "a/./b", "a//b", "a/../b", "http://", "http:///x", "https://[::1]/",
    "http://127.0.0.1:6379/", "http://169.254.169.254/latest/meta-data/", "gopher://127.0.0.1:6379/_INFO",
    "//evil.example", "http://a@b@c/", "http://user:pass@localhost/", "http://0x7f000001/", "http://2130706433/",
    "http://127.1/", "ftp://x", "http://[::ffff:127.0.0.1]/", "http://localhost.:80/", "http://xn--/",
    "http://\u2488.example/", "HTTP://EXAMPLE.COM:99999/",
]  # fmt: skip
FORMATS = [
    "%d", "%n%n%n%n", "%x" * 20, "{}", "{0.__class__}", "{self}", "{{7*7}}", "${7*7}", "#{7*7}", "<%= 7*7 %>",
    "{%if%}", "{{config}}", "{{''.__class__.__mro__}}", "${jndi:ldap://x/a}", "$(id)", "`id`", "; ls",
    "| cat /etc/passwd", "&& id", "$HOME", "%PATH%", "!!python/object:os.system", "__import__('os')", "__proto__",
    "constructor", "hasOwnProperty", "=1+1", "+1+1", "-1+1", "@SUM(1)", "=cmd|'/c calc'!A0",
    '=HYPERLINK("http://x")', "\t=1", "\r=1", "=IMPORTXML(A1)",
]  # fmt: skip
HEADERS = [
    "a\r\nSet-Cookie: b=c", "a\nX: y", "a\r\n\r\n<html>", "\r\n", "\n", "\r", "a\x0bb", "a\x0cb", "a\x85b", "a\u2028b",
    "To: x@y\r\nBcc: z@y", "x@y\r\nRCPT TO:<z>", "a\n.\nb", "Content-Length: 0", "a, b; c", '"a" <b@c>', "a@b@c",
    "@", "a@", "@a", "a@b", "a b@c", "a..b@c.d", ".a@b.c", '"a b"@c.d', "a@[127.0.0.1]", "a@-b.c", "a+b@c.d",
    "\u00e4@\u00f6.de",
]  # fmt: skip
NUMBERS = [
    "0", "-0", "-1", "00", "01", "1.0", "1e3", "1e309", "-1e309", "NaN", "nan", "Infinity", "-Infinity", "inf", "0x10",
    "0b1", "0o7", "1_000", "1,000", "1.000,00", "\u0661\u0662", "\uff11", "\u00b2", "\u2460", "\u2167", "1 ", " 1",
    "+1", "--1", "127", "128", "255", "256", "32767", "32768", "65536", "2147483647", "2147483648", "-2147483649",
    "4294967296", "9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775809",
    "18446744073709551616", "9" * 30, "9" * 400, "-" + "9" * 400, "0." + "0" * 400 + "1", "1" + "0" * 4301, "1/0",
    "\u221e", "\u00bd", "true", "false",
]  # fmt: skip
DATES = [
    "0000-00-00", "0000-01-01", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-23:59",
    "0001-01-01T00:00:00+23:59", "10000-01-01", "-0001-01-01", "2026-02-30", "2026-13-01", "2026-00-10", "2026-1-1",
    "2026-11-26T24:00:00Z", "2026-11-26T23:59:60Z", "2026-11-26T12:00:00+99:99", "2026-11-26 12:00", "26.11.2026",
    "11/26/2026", "yesterday", "now", "1 day", "7d", "-7d", "999999999d", "99999999999999999999d", "P1D", "20261126",
    "2026-W48-4", "2026-330", "0", "-62135596800", "253402300800", "1e18", "1970-01-01T00:00:00.0000000000001Z",
    "today",
]  # fmt: skip
PLACES = [
    "Berlin~", "~30km", "Berlin~-1km", "Berlin~0km", "Berlin~1e9km", "Berlin~NaNkm", "Berlin~30", "Berlin~30km:",
    ":remote", "remote:", "remote:XX", "remote:DE,", "remote:,unknown", "Nowhere~30km:on-site", "~", ":", "~~", "::",
    "remote:remote:DE", "90,180", "91,181", "NaN,NaN", "Berlin~30km:levitating", "\u6771\u4eac~10km", "M\u00fcnchen",
    "DE" * 200, "XX", "ZZ", "EU", "eu",
]  # fmt: skip
UNICODE = [
    "", " ", "\t", "\u00a0", "\u200b", "\ufeff", "\u3000", "\u202e", "\u202eabc\u202c", "\u200f\u200e",
    "\u2066a\u2069", "\u00ad", "\u05e9\u05dc\u05d5\u05dd", "\u0645\u0631\u062d\u0628\u0627", "\u0645\ufdfd",
    "\u4f60\u597d", "\u3053\u3093", "\ud55c\uad6d\uc5b4", "\u0928\u092e\u0938\u094d\u0924\u0947",
    "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35", "Z\u0351\u036b\u0343\u036a\u0302a\u0334\u0335\u031c" * 8, "\u0300" * 50,
    "e\u0301", "\u00e9", "\u1e9e", "\u00df", "\u0130", "\u0131", "i\u0307", "\ufb01", "\u01c5", "\u03c2\u03a3\u03c3",
    "\U0001f469\u200d\U0001f680", "\U0001f1e9\U0001f1ea", "\U0001f44d\U0001f3fd", "\U0001f600" * 30, "\u2764\ufe0f",
    "\ue000", "\uffff", "\ufffe", "\ufffd", "\U0010ffff", "\U000e0041", "\U000f0000", "\x01", "\x07", "\x08",
    "\x1b[31m", "\x7f", "\x80", "\x9f", "\u0132", "\u0149", "\u2126", "\u212b", "\uff21\uff22", "\U0001d4d0", "\u24b6",
    "\u1d00", "\u0430\u0440\u0440\u04cf\u0435",
]  # fmt: skip
LONG = [
    "a" * 63, "a" * 64, "a" * 65, "a" * 120, "a" * 121, "a" * 255, "a" * 256, "a" * 300, "a" * 301, "a" * 500,
    "a" * 501, "a" * 1000, "a" * 1001, "\u00e4" * 255, "\U0001f600" * 255, " " * 500, "a " * 400,
    "a b c d e f g h i j k l m n o p q r s t u v w x y z " * 4, "(" * 100, ")" * 100, "((((a))))" * 20, "-" * 300,
    '"' * 301, "a OR " * 100, "-a " * 100, "a* " * 60, "\\" * 301, "'" * 300, "%" * 301, "a" * 30 + "!",
    "(a+)+$" + "a" * 40, "^(a|a)*$", "(x+x+)+y", "x" * 50 + "!", "[" * 200, "{" * 200, "\u0300" * 400,
    ",".join("a" * 300), ",".join(map(str, range(300))), "a=b&" * 100, "a:" * 150, "title:(" * 30, "1" * 1000,
    "\n" * 300, "\t\r\n " * 80, "a@" + "b." * 200 + "c",
]  # fmt: skip
WORDS = [
    "null", "NULL", "None", "nil", "undefined", "NaN", "true", "false", "yes", "no", "on", "off", "[]", "{}", "[null]",
    '{"a":1}', '"a"', "0,", ",", ",,", ";", "all", "any", "*", "newest", "relevance", "open", "removed", "staged",
    "id", "me", "self", "admin", "root", "new", "edit", "delete", "..;", "a;b", "a,b", "a b", "a+b", "a%20b", "a%b",
    "a?b", "a#b", "a&b", "a=b", "a[]", "a[0]", "a.b", "a:b", "eyJhbGciOiJub25lIn0.e30.", "bm90aGluZw", "bm90aGluZw==",
    "====", "A" * 22, "AAAA", "____", "----", "Bearer x", 'W/"x"',
]  # fmt: skip
NULLS = ["\0", "a\0b", "\0" * 20, "a\0", "\0'--", "%\0"]
SURROGATES = ["\ud800", "\udfff", "a\ud83d", "\ude00\ud83d", "\ud800" * 10, "\udc80'--"]
"""What no UTF-8 can say."""


def strings() -> list[str]:
    """All of them, a thousand, the same ones each time."""
    kinds = [
        NULLS,
        SURROGATES,
        SQL,
        FULL_TEXT,
        HTML,
        PATHS,
        FORMATS,
        HEADERS,
        NUMBERS,
        DATES,
        PLACES,
        UNICODE,
        LONG,
        WORDS,
    ]
    first = ("engineer", '"', "-", "title:", "(", "\u00e4", "remote:", "\u202e", "1", "%")
    together = (before + after for after, before in product([*SQL, *FULL_TEXT, *HTML, *FORMATS, *HEADERS], first))
    found = dict.fromkeys(chain(*kinds, LONG, WORDS))
    for each in together:
        if len(found) == 1000:
            break
        found[each] = None
    return list(found)

"""What `bench page` makes of a report of Lighthouse."""

from benchmarks.page.lighthouse import told

REPORT = {
    "requestedUrl": "http://127.0.0.1/",
    "categories": {
        name: {"score": score, "auditRefs": [{"id": audit, "weight": weight}]}
        for name, score, audit, weight in (
            ("accessibility", 0.96, "target-size", 7),
            ("best-practices", 1, "errors-in-console", 1),
            ("seo", 1, "structured-data", 0),
            ("performance", 0.5, "total-blocking-time", 30),
        )
    },
    "audits": {
        "target-size": {"score": 0, "title": "Touch targets are too small."},
        "errors-in-console": {"score": 1, "title": "No errors"},
        "structured-data": {"score": 0, "title": "To be seen by a person"},
        "cumulative-layout-shift": {"numericValue": 0.0184},
        "largest-contentful-paint": {"numericValue": 812.4},
        "total-blocking-time": {"score": 0.2, "numericValue": 550},
        "network-requests": {
            "details": {
                "items": [
                    {"resourceType": "Script", "transferSize": 34_532},
                    {"resourceType": "Stylesheet", "transferSize": 4_543},
                    {"resourceType": "Fetch", "transferSize": 3_362},
                ]
            }
        },
    },
}


def test_it_tells_the_scores_what_jumps_what_travels_and_what_counts_against_a_page() -> None:
    seen = told(REPORT)
    assert seen.scores == (96, 100, 100, 50)
    assert (seen.cls, seen.lcp, seen.tbt, seen.transferred) == (0.0184, 812.4, 550, 39_075)
    assert seen.faults == ("target-size: Touch targets are too small.",)
